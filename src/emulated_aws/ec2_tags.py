"""Tags of EC2 resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call


def set_tags(call: Call, resource_id: str, before: Mapping[str, Any] | None) -> None:
    """Give a resource the declared tags, and take away those that are declared no longer."""
    tags = call.properties.get("Tags", [])
    gone = {tag["Key"] for tag in (before or {}).get("Tags", [])} - {tag["Key"] for tag in tags}
    ec2 = call.client("ec2")
    if gone:
        ec2.delete_tags(Resources=[resource_id], Tags=[{"Key": key} for key in sorted(gone)])
    if tags:
        ec2.create_tags(Resources=[resource_id], Tags=tags)
