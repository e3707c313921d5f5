"""Trails, keys and log groups."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.evidence.asking import ACCOUNT, NOW, Call, Case

ARN = "arn:aws:cloudtrail:eu-west-1:111111111111:trail/org"
TRAIL = {
    "Name": "org",
    "TrailARN": ARN,
    "IsOrganizationTrail": True,
    "IsMultiRegionTrail": True,
    "LogFileValidationEnabled": True,
    "KmsKeyId": "arn:aws:kms:eu-west-1:222222222222:key/k",
    "CloudWatchLogsLogGroupArn": "arn:aws:logs:eu-west-1:111111111111:log-group:trail:*",
}
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k1"


def _trails(*trails: dict[str, Any]) -> Call:
    return Call("cloudtrail", "describe_trails", {"trailList": list(trails)})


def _status(**more: Any) -> Call:
    return Call(
        "cloudtrail", "get_trail_status", {"IsLogging": True, "LatestDeliveryTime": NOW - timedelta(hours=1)} | more
    )


def _key(**more: Any) -> dict[str, Any]:
    usual = {"KeyManager": "CUSTOMER", "KeyState": "Enabled", "KeySpec": "SYMMETRIC_DEFAULT", "Origin": "AWS_KMS"}
    return {"KeyMetadata": {"KeyId": "k1", "Arn": KEY} | usual | more}


def _keys(key: dict[str, Any], *more: Call) -> list[Call]:
    listed = Call("kms", "list_keys", {"Keys": [{"KeyId": "k1", "KeyArn": KEY}]})
    return [listed, Call("kms", "describe_key", key), *more]


def _groups(*groups: dict[str, Any]) -> list[Call]:
    usual = {"logGroupName": "g", "arn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:g:*"}
    return [Call("logs", "describe_log_groups", {"logGroups": [usual | group for group in groups]})]


CASES = {
    "trail_logging": [
        Case([_trails(TRAIL), _status()], ["pass"], "logs and delivers"),
        Case([_trails(TRAIL), _status(IsLogging=False)], ["fail"], "does not log"),
        Case([_trails(TRAIL), _status(LatestDeliveryError="AccessDenied")], ["fail"], "cannot deliver: AccessDenied"),
        Case(
            [_trails(TRAIL), _status(LatestDeliveryTime=NOW - timedelta(days=2))], ["fail"], "nothing since 2026-11-21"
        ),
        Case([_trails()], ["fail"], "The organisation has no trail"),
        Case([_trails(TRAIL), Call("cloudtrail", "get_trail_status", "AccessDeniedException")], ["undetermined"]),
    ],
    "trail_settings": [
        Case([_trails(TRAIL)], ["pass"] * 4),
        Case(
            [_trails(TRAIL | {"LogFileValidationEnabled": False})], ["pass", "pass", "pass", "fail"], "no digest files"
        ),
        Case([_trails(TRAIL | {"IsMultiRegionTrail": False, "KmsKeyId": ""})], ["fail", "pass", "fail", "pass"]),
    ],
    "kms_key_rotation": [
        Case(_keys(_key(), Call("kms", "get_key_rotation_status", {"KeyRotationEnabled": True})), ["pass"]),
        Case(
            _keys(_key(), Call("kms", "get_key_rotation_status", {"KeyRotationEnabled": False})), ["fail"], "not rotate"
        ),
        Case(_keys(_key(), Call("kms", "get_key_rotation_status", "AccessDeniedException")), ["undetermined"]),
        Case(_keys(_key(KeyManager="AWS")), []),
        Case(_keys(_key(KeySpec="RSA_2048")), []),
    ],
    "kms_keys_pending_deletion": [
        Case(_keys(_key()), ["pass"]),
        Case(_keys(_key(KeyState="PendingDeletion", DeletionDate=NOW)), ["fail"], "to be deleted on 2026-11-23"),
        Case(_keys(_key(KeyManager="AWS")), []),
    ],
    "log_group_retention": [
        Case(_groups({"retentionInDays": 400}), ["pass"]),
        Case(_groups({"retentionInDays": 30}), ["fail"], "30 days, and 400 are declared"),
        Case(_groups({}), ["fail"], "for ever"),
        Case(
            [
                Call("logs", "describe_log_groups", {"logGroups": [], "nextToken": "more"}),
                *_groups({"retentionInDays": 7}),
            ],
            ["fail"],
        ),
    ],
    "log_group_key": [
        Case(_groups({"kmsKeyId": KEY}), ["pass"]),
        Case(_groups({}), ["fail"], "not encrypted with a customer-managed key"),
    ],
}
