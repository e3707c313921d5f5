"""Tags of EC2 resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call


def set_tags(call: Call, resource_id: str, before: Mapping[str, Any] | None) -> None:
    """Set the declared tags of a resource, and remove those that are no longer declared."""
    tags = call.properties.get("Tags", [])
    removed = {tag["Key"] for tag in (before or {}).get("Tags", [])} - {tag["Key"] for tag in tags}
    ec2 = call.client("ec2")
    if removed:
        ec2.delete_tags(Resources=[resource_id], Tags=[{"Key": key} for key in sorted(removed)])
    if tags:
        ec2.create_tags(Resources=[resource_id], Tags=tags)
