"""Converts lifecycle rules of a bucket from the form of Amazon S3 to CloudFormation's."""

from __future__ import annotations

from typing import Any


def lifecycle_rule(rule: dict[str, Any]) -> dict[str, Any]:
    """Return a rule of ``GetBucketLifecycleConfiguration`` as CloudFormation's ``LifecycleConfiguration`` has it."""
    expiration = rule.get("Expiration", {})
    within = rule.get("Filter", {})
    both = within.get("And", within)
    tags = both.get("Tags") or ([within["Tag"]] if "Tag" in within else None)
    found = {
        "AbortIncompleteMultipartUpload": rule.get("AbortIncompleteMultipartUpload"),
        "ExpirationDate": expiration.get("Date"),
        "ExpirationInDays": expiration.get("Days"),
        "ExpiredObjectDeleteMarker": expiration.get("ExpiredObjectDeleteMarker"),
        "Id": rule.get("ID"),
        "NoncurrentVersionExpiration": rule.get("NoncurrentVersionExpiration"),
        "NoncurrentVersionTransitions": [
            _transition(one, days="NoncurrentDays") for one in rule.get("NoncurrentVersionTransitions", [])
        ],
        "ObjectSizeGreaterThan": both.get("ObjectSizeGreaterThan"),
        "ObjectSizeLessThan": both.get("ObjectSizeLessThan"),
        # the older form has the prefix in the rule itself
        "Prefix": both.get("Prefix", rule.get("Prefix")),
        "Status": rule.get("Status"),
        "TagFilters": tags,
        "Transitions": [_transition(one, days="Days") for one in rule.get("Transitions", [])],
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def _transition(transition: dict[str, Any], *, days: str) -> dict[str, Any]:
    found = {
        "NewerNoncurrentVersions": transition.get("NewerNoncurrentVersions"),
        "StorageClass": transition.get("StorageClass"),
        "TransitionDate": transition.get("Date"),
        "TransitionInDays": transition.get(days),
    }
    return {name: value for name, value in found.items() if value is not None}
