"""Buckets of audit logs are locked as declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.buckets import bucket_arn, buckets_of
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget, absent

_TYPE = "AWS::S3::Bucket"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each bucket that the templates declare with a lock; one that does not exist is a failure."""
    client = place.client("s3")
    here = {bucket["Name"] for bucket in buckets_of(place)}
    declared = {
        name: rule
        for template in place.stacks
        for resource in template.resources.values()
        if resource.type == _TYPE
        and isinstance(name := resource.properties.get("BucketName"), str)
        and (rule := resource.properties.get("ObjectLockConfiguration", {}).get("Rule", {}).get("DefaultRetention"))
    }
    yield from place.each(
        sorted(declared), _TYPE, bucket_arn(place), lambda name: _bucket(place, client, name, declared[name], here)
    )


def _bucket(place: QueryTarget, client: Any, name: str, declared: Mapping[str, Any], here: set[str]) -> Answer:
    arn = bucket_arn(place)(name)
    if name not in here:
        return place.judged(arn, _TYPE, f"Bucket {name}", "", ["does not exist"], {"declared": declared})
    lock = absent(
        lambda: client.get_object_lock_configuration(Bucket=name)["ObjectLockConfiguration"],
        "ObjectLockConfigurationNotFoundError",
    )
    retention = (lock or {}).get("Rule", {}).get("DefaultRetention", {})
    problems = []
    if (lock or {}).get("ObjectLockEnabled") != "Enabled":
        problems.append("is not locked")
    elif retention.get("Mode") != declared.get("Mode") or _days(retention) < _days(declared):
        problems.append(f"has a weaker lock than declared: {retention.get('Mode', 'no mode')}, {_days(retention)} days")
    return place.judged(
        arn, _TYPE, f"Bucket {name}", "is locked as declared", problems, {"declared": declared, "found": lock}
    )


def _days(retention: Mapping[str, Any]) -> int:
    return int(retention.get("Days") or 0) + 365 * int(retention.get("Years") or 0)


QUERY = Query(
    id="s3_bucket_object_lock",
    title="Buckets of audit logs are locked as declared",
    controls=("log-object-lock",),
    level=Level.ENVIRONMENT,
    actions=(
        "s3:ListAllMyBuckets",
        "s3:GetBucketObjectLockConfiguration",
    ),
    ask=ask,
)
