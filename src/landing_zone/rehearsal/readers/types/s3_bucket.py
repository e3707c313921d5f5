"""A bucket: each of its settings by its ``Get`` call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from landing_zone.rehearsal.readers.answers import answer_or_none
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading
from landing_zone.rehearsal.readers.s3_lifecycle import lifecycle_rule
from landing_zone.rehearsal.readers.s3_replication import replication_rule


def read(request: ReadRequest) -> Reading | None:
    """Read the bucket; ``None`` when it does not exist. Only declared settings are read: each needs a call."""
    s3 = request.client("s3")
    bucket = request.physical_id
    versioning = answer_or_none(s3.get_bucket_versioning, "NoSuchBucket", Bucket=bucket)
    if versioning is None:
        return None
    status = versioning.get("Status")
    properties: dict[str, Any] = {
        "BucketName": bucket,
        "VersioningConfiguration": {"Status": status} if status else None,
    }
    for name, setting in _SETTINGS.items():
        if name in request.declared:
            properties[name] = setting(s3, bucket)
    return Reading(properties, {"Arn": f"arn:{_partition(request.region)}:s3:::{bucket}"})


def _partition(region: str) -> str:
    """Return the partition, which no call of Amazon S3 returns: a bucket's ARN is the partition and its name."""
    from botocore.session import get_session

    return str(get_session().get_partition_for_region(region))


def _encryption(s3: Any, bucket: str) -> Any:
    answer = answer_or_none(s3.get_bucket_encryption, "ServerSideEncryptionConfigurationNotFoundError", Bucket=bucket)
    if answer is None:
        return None
    return {
        "ServerSideEncryptionConfiguration": [
            {
                "ServerSideEncryptionByDefault": rule.get("ApplyServerSideEncryptionByDefault"),
                "BucketKeyEnabled": rule.get("BucketKeyEnabled", False),
                "BlockedEncryptionTypes": rule.get("BlockedEncryptionTypes"),
            }
            for rule in answer["ServerSideEncryptionConfiguration"]["Rules"]
        ]
    }


def _lifecycle(s3: Any, bucket: str) -> Any:
    answer = answer_or_none(s3.get_bucket_lifecycle_configuration, "NoSuchLifecycleConfiguration", Bucket=bucket)
    if answer is None:
        return None
    return {
        "Rules": [lifecycle_rule(rule) for rule in answer["Rules"]],
        "TransitionDefaultMinimumObjectSize": answer.get("TransitionDefaultMinimumObjectSize"),
    }


def _logging(s3: Any, bucket: str) -> Any:
    enabled = s3.get_bucket_logging(Bucket=bucket).get("LoggingEnabled")
    if enabled is None:
        return None
    return {
        "DestinationBucketName": enabled.get("TargetBucket"),
        "LogFilePrefix": enabled.get("TargetPrefix"),
        "TargetObjectKeyFormat": enabled.get("TargetObjectKeyFormat"),
    }


def _object_lock(s3: Any, bucket: str) -> Any:
    answer = answer_or_none(s3.get_object_lock_configuration, "ObjectLockConfigurationNotFoundError", Bucket=bucket)
    return answer["ObjectLockConfiguration"] if answer else None


def _object_lock_enabled(s3: Any, bucket: str) -> bool:
    configuration = _object_lock(s3, bucket)
    return configuration is not None and configuration.get("ObjectLockEnabled") == "Enabled"


def _ownership(s3: Any, bucket: str) -> Any:
    answer = answer_or_none(s3.get_bucket_ownership_controls, "OwnershipControlsNotFoundError", Bucket=bucket)
    return answer["OwnershipControls"] if answer else None


def _public_access_block(s3: Any, bucket: str) -> Any:
    answer = answer_or_none(s3.get_public_access_block, "NoSuchPublicAccessBlockConfiguration", Bucket=bucket)
    return answer["PublicAccessBlockConfiguration"] if answer else None


def _replication(s3: Any, bucket: str) -> Any:
    answer = answer_or_none(s3.get_bucket_replication, "ReplicationConfigurationNotFoundError", Bucket=bucket)
    if answer is None:
        return None
    configuration = answer["ReplicationConfiguration"]
    return {"Role": configuration["Role"], "Rules": [replication_rule(rule) for rule in configuration["Rules"]]}


def _tags(s3: Any, bucket: str) -> Any:
    answer = answer_or_none(s3.get_bucket_tagging, "NoSuchTagSet", Bucket=bucket)
    return answer["TagSet"] if answer else None


_SETTINGS: Mapping[str, Callable[[Any, str], Any]] = {
    "BucketEncryption": _encryption,
    "LifecycleConfiguration": _lifecycle,
    "LoggingConfiguration": _logging,
    "ObjectLockConfiguration": _object_lock,
    "ObjectLockEnabled": _object_lock_enabled,
    "OwnershipControls": _ownership,
    "PublicAccessBlockConfiguration": _public_access_block,
    "ReplicationConfiguration": _replication,
    "Tags": _tags,
}

READER = Reader(
    "AWS::S3::Bucket",
    read,
    # rules have ids and, in replication, priorities: their order in the list has no meaning
    unordered=frozenset(
        {
            "LifecycleConfiguration.Rules",
            "LifecycleConfiguration.Rules.TagFilters",
            "LifecycleConfiguration.Rules.Transitions",
            "ReplicationConfiguration.Rules",
        }
    ),
    open_lists=frozenset({"Tags"}),
)
