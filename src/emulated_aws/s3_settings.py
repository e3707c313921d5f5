"""A bucket's settings: their names in CloudFormation, and the call that sets or removes each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def _encryption(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    rules = []
    for rule in value["ServerSideEncryptionConfiguration"]:
        one = {name: item for name, item in rule.items() if name != "ServerSideEncryptionByDefault"}
        if "ServerSideEncryptionByDefault" in rule:
            one["ApplyServerSideEncryptionByDefault"] = rule["ServerSideEncryptionByDefault"]
        rules.append(one)
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})


def _lifecycle(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    rules = [_lifecycle_rule(rule) for rule in value["Rules"]]
    extra = {name: value[name] for name in ("TransitionDefaultMinimumObjectSize",) if name in value}
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules}, **extra)


_EXPIRATION = {
    "ExpirationDate": "Date",
    "ExpirationInDays": "Days",
    "ExpiredObjectDeleteMarker": "ExpiredObjectDeleteMarker",
}
_ALIKE = ("AbortIncompleteMultipartUpload", "NoncurrentVersionExpiration", "Status")


def _lifecycle_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {name: rule[name] for name in _ALIKE if name in rule}
    if "Id" in rule:
        found["ID"] = rule["Id"]
    expiration = {there: rule[here] for here, there in _EXPIRATION.items() if here in rule}
    if expiration:
        found["Expiration"] = expiration
    transitions = [*rule.get("Transitions", []), *([rule["Transition"]] if "Transition" in rule else [])]
    if transitions:
        found["Transitions"] = [_transition(one, "Days") for one in transitions]
    if "NoncurrentVersionTransitions" in rule:
        found["NoncurrentVersionTransitions"] = [
            _transition(one, "NoncurrentDays") for one in rule["NoncurrentVersionTransitions"]
        ]
    found["Filter"] = _lifecycle_filter(rule)
    return found


def _lifecycle_filter(rule: Mapping[str, Any]) -> dict[str, Any]:
    parts = {name: rule[name] for name in ("ObjectSizeGreaterThan", "ObjectSizeLessThan", "Prefix") if name in rule}
    tags = rule.get("TagFilters", [])
    if len(parts) + len(tags) > 1:
        return {"And": {**parts, **({"Tags": tags} if tags else {})}}
    if tags:
        return {"Tag": tags[0]}
    return parts or {"Prefix": ""}


def _transition(one: Mapping[str, Any], days: str) -> dict[str, Any]:
    names = {"TransitionDate": "Date", "TransitionInDays": days}
    return {names.get(name, name): item for name, item in one.items()}


def _logging(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    enabled = {
        "TargetBucket": value.get("DestinationBucketName", bucket),
        "TargetPrefix": value.get("LogFilePrefix", ""),
    }
    if "TargetObjectKeyFormat" in value:
        enabled["TargetObjectKeyFormat"] = value["TargetObjectKeyFormat"]
    s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={"LoggingEnabled": enabled})


def _object_lock(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=value)


def _ownership(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=value)


def _public_access_block(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=value)


def _replication(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    rules = []
    for rule in value["Rules"]:
        one = {("ID" if name == "Id" else name): item for name, item in rule.items()}
        within = dict(one.get("Filter", {}))
        if "TagFilter" in within:
            within["Tag"] = within.pop("TagFilter")
        if "And" in within:
            both = dict(within["And"])
            if "TagFilters" in both:
                both["Tags"] = both.pop("TagFilters")
            within["And"] = both
        if "Filter" in one:
            one["Filter"] = within
        rules.append(one)
    s3.put_bucket_replication(Bucket=bucket, ReplicationConfiguration={"Role": value["Role"], "Rules": rules})


def _tags(s3: Any, bucket: str, value: list[Mapping[str, Any]]) -> None:
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": value})


def _versioning(s3: Any, bucket: str, value: Mapping[str, Any]) -> None:
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=value)


PUT: dict[str, Callable[[Any, str, Any], None]] = {
    # versioning first: a lock and a replication require it
    "VersioningConfiguration": _versioning,
    "BucketEncryption": _encryption,
    "LifecycleConfiguration": _lifecycle,
    "LoggingConfiguration": _logging,
    "ObjectLockConfiguration": _object_lock,
    "OwnershipControls": _ownership,
    "PublicAccessBlockConfiguration": _public_access_block,
    "ReplicationConfiguration": _replication,
    "Tags": _tags,
}

UNSET: dict[str, Callable[[Any, str], Any]] = {
    "VersioningConfiguration": lambda s3, bucket: _versioning(s3, bucket, {"Status": "Suspended"}),
    "BucketEncryption": lambda s3, bucket: s3.delete_bucket_encryption(Bucket=bucket),
    "LifecycleConfiguration": lambda s3, bucket: s3.delete_bucket_lifecycle(Bucket=bucket),
    "LoggingConfiguration": lambda s3, bucket: s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={}),
    "OwnershipControls": lambda s3, bucket: s3.delete_bucket_ownership_controls(Bucket=bucket),
    "PublicAccessBlockConfiguration": lambda s3, bucket: s3.delete_public_access_block(Bucket=bucket),
    "ReplicationConfiguration": lambda s3, bucket: s3.delete_bucket_replication(Bucket=bucket),
    "Tags": lambda s3, bucket: s3.delete_bucket_tagging(Bucket=bucket),
}
