"""What the queries about buckets share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from landing_zone.config.regions import partition_of
from landing_zone.evidence.target import QueryTarget

_BLOCKS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def buckets_of(place: QueryTarget) -> list[Mapping[str, Any]]:
    """Return the buckets of the account in the Region."""
    found = place.pages("s3", "list_buckets", "Buckets", BucketRegion=place.region)
    return [bucket for bucket in found if bucket.get("BucketRegion", place.region) == place.region]


def bucket_arn(place: QueryTarget) -> Callable[[str], str]:
    """Return a function from a bucket's name to its ARN, which has neither account nor Region."""
    partition = partition_of(place.region)
    return lambda name: f"arn:{partition}:s3:::{name}"


def missing_blocks(found: Mapping[str, Any] | None) -> list[str]:
    """Return the problems in the settings of a public access block; ``None`` means that there is none."""
    if found is None:
        return ["has no public access block"]
    off = [name for name in _BLOCKS if not found.get(name)]
    return [f"has {', '.join(off)} off"] if off else []
