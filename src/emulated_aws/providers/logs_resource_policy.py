"""``AWS::Logs::ResourcePolicy``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.documents import as_text
from emulated_aws.provider import Call, Provider


class ResourcePolicy(Provider):
    """How ``AWS::Logs::ResourcePolicy`` is made, changed and removed."""

    type = "AWS::Logs::ResourcePolicy"
    emulated = frozenset({"PolicyDocument", "PolicyName"})
    create_only = frozenset({"PolicyName"})

    def make(self, call: Call) -> str:
        return str(call.properties["PolicyName"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        call.client("logs").put_resource_policy(
            policyName=physical_id, policyDocument=as_text(call.properties["PolicyDocument"])
        )

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("logs").delete_resource_policy(policyName=physical_id)
