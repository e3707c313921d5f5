"""``AWS::Organizations::Policy``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.documents import as_text
from emulated_aws.provider import Call, Provider


class OrganizationsPolicy(Provider):
    """How ``AWS::Organizations::Policy`` is made, changed and removed."""

    type = "AWS::Organizations::Policy"
    emulated = frozenset({"Content", "Description", "Name", "Tags", "TargetIds", "Type"})
    create_only = frozenset({"Type"})

    def make(self, call: Call) -> str:
        made = call.client("organizations").create_policy(
            Content=as_text(call.properties["Content"]),
            Description=call.properties.get("Description", ""),
            **call.picked("Name", "Tags", "Type"),
        )
        return str(made["Policy"]["PolicySummary"]["Id"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        organizations = call.client("organizations")
        if before is not None:
            organizations.update_policy(
                PolicyId=physical_id,
                Name=call.properties["Name"],
                Description=call.properties.get("Description", ""),
                Content=as_text(call.properties["Content"]),
            )
        old, new = set((before or {}).get("TargetIds", [])), set(call.properties.get("TargetIds", []))
        for target in sorted(new - old):
            organizations.attach_policy(PolicyId=physical_id, TargetId=target)
        for target in sorted(old - new):
            organizations.detach_policy(PolicyId=physical_id, TargetId=target)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        summary = call.client("organizations").describe_policy(PolicyId=physical_id)["Policy"]["PolicySummary"]
        return {"Arn": summary["Arn"], "AwsManaged": summary["AwsManaged"], "Id": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        organizations = call.client("organizations")
        for target in call.properties.get("TargetIds", []):
            organizations.detach_policy(PolicyId=physical_id, TargetId=target)
        organizations.delete_policy(PolicyId=physical_id)
