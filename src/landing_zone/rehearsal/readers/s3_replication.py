"""Converts replication rules of a bucket from the form of Amazon S3 to CloudFormation's."""

from __future__ import annotations

from typing import Any


def replication_rule(rule: dict[str, Any]) -> dict[str, Any]:
    """Return a rule of ``GetBucketReplication`` as ``AWS::S3::Bucket.ReplicationConfiguration.Rules`` has it."""
    found = {name: value for name, value in rule.items() if name not in ("ID", "Filter")}
    if "ID" in rule:
        found["Id"] = rule["ID"]
    if "Filter" in rule:
        within = dict(rule["Filter"])
        if "Tag" in within:
            within["TagFilter"] = within.pop("Tag")
        if "And" in within:
            both = dict(within["And"])
            both["TagFilters"] = both.pop("Tags", None)
            within["And"] = both
        found["Filter"] = within
    return found
