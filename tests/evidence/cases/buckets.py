"""Buckets, and the account's own block of public access."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.evidence.asking import BUCKET, Call, Case

_ALL = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
_BLOCKED = {"PublicAccessBlockConfiguration": dict.fromkeys(_ALL, True)}
_HALF = {"PublicAccessBlockConfiguration": dict.fromkeys(_ALL, True) | {"BlockPublicPolicy": False}}


def _of(operation: str, answer: Mapping[str, Any] | str, name: str = "data") -> list[Call]:
    return [Call("s3", "list_buckets", {"Buckets": [{"Name": name}]}), Call("s3", operation, answer)]


def _lock(mode: str, days: int) -> dict[str, Any]:
    rule = {"DefaultRetention": {"Mode": mode, "Days": days}}
    return {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", "Rule": rule}}


def _encrypted(algorithm: str) -> dict[str, Any]:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}}
    return {"ServerSideEncryptionConfiguration": {"Rules": [rule]}}


def _policy(**more: Any) -> dict[str, str]:
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::data", "arn:aws:s3:::data/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return {"Policy": json.dumps({"Version": "2012-10-17", "Statement": [statement | more]})}


_LOG_ARCHIVE = "log-archive"

CASES = {
    "s3_bucket_object_lock": [
        Case(_of("get_object_lock_configuration", _lock("COMPLIANCE", 400), BUCKET), ["pass"], "", _LOG_ARCHIVE),
        Case(_of("get_object_lock_configuration", _lock("GOVERNANCE", 400), BUCKET), ["fail"], "weaker", _LOG_ARCHIVE),
        Case(_of("get_object_lock_configuration", _lock("COMPLIANCE", 30), BUCKET), ["fail"], "30 days", _LOG_ARCHIVE),
        Case(
            _of("get_object_lock_configuration", "ObjectLockConfigurationNotFoundError", BUCKET),
            ["fail"],
            "is not locked",
            _LOG_ARCHIVE,
        ),
        Case([Call("s3", "list_buckets", {"Buckets": []})], ["fail"], "does not exist", _LOG_ARCHIVE),
    ],
    "s3_bucket_versioning": [
        Case(_of("get_bucket_versioning", {"Status": "Enabled"}), ["pass"]),
        Case(_of("get_bucket_versioning", {"Status": "Suspended"}), ["fail"], "Suspended"),
        Case(_of("get_bucket_versioning", {}), ["fail"], "never switched on"),
        Case(_of("get_bucket_versioning", "AccessDenied"), ["undetermined"]),
        Case([Call("s3", "list_buckets", {"Buckets": [{"Name": "far", "BucketRegion": "us-east-1"}]})], []),
    ],
    "s3_bucket_encryption": [
        Case(_of("get_bucket_encryption", _encrypted("aws:kms")), ["pass"]),
        Case(_of("get_bucket_encryption", _encrypted("AES256")), ["fail"], "encrypts with AES256"),
        Case(_of("get_bucket_encryption", _encrypted("AES256"), BUCKET), ["pass"], "", _LOG_ARCHIVE),
        Case(
            _of("get_bucket_encryption", "ServerSideEncryptionConfigurationNotFoundError"),
            ["fail"],
            "no configured algorithm",
        ),
    ],
    "s3_bucket_public_access": [
        Case(_of("get_public_access_block", _BLOCKED), ["pass"]),
        Case(_of("get_public_access_block", _HALF), ["fail"], "BlockPublicPolicy off"),
        Case(
            _of("get_public_access_block", "NoSuchPublicAccessBlockConfiguration"), ["fail"], "no public access block"
        ),
    ],
    "s3_bucket_tls": [
        Case(_of("get_bucket_policy", _policy()), ["pass"]),
        Case(_of("get_bucket_policy", _policy(Resource="arn:aws:s3:::data/*")), ["fail"], "plain HTTP"),
        Case(_of("get_bucket_policy", _policy(Principal={"AWS": "arn:aws:iam::111111111111:root"})), ["fail"]),
        Case(_of("get_bucket_policy", _policy(Action="s3:GetObject")), ["fail"]),
        Case(_of("get_bucket_policy", "NoSuchBucketPolicy"), ["fail"], "plain HTTP"),
        Case(
            _of(
                "get_bucket_policy",
                _policy(Condition={"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"aws:username": "nina"}}),
            ),
            ["fail"],
        ),
    ],
    "s3_account_public_access": [
        Case([Call("s3control", "get_public_access_block", _BLOCKED)], ["pass"]),
        Case([Call("s3control", "get_public_access_block", _HALF)], ["fail"], "BlockPublicPolicy off"),
        Case([Call("s3control", "get_public_access_block", "NoSuchPublicAccessBlockConfiguration")], ["fail"]),
    ],
}
