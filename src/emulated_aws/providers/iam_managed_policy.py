"""``AWS::IAM::ManagedPolicy``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.documents import as_text
from emulated_aws.provider import Call, Provider

_KINDS = {"Roles": "role", "Users": "user", "Groups": "group"}


class ManagedPolicy(Provider):
    """How ``AWS::IAM::ManagedPolicy`` is made, changed and removed."""

    type = "AWS::IAM::ManagedPolicy"
    emulated = frozenset({"Description", "Groups", "ManagedPolicyName", "Path", "PolicyDocument", "Roles", "Users"})
    create_only = frozenset({"Description", "ManagedPolicyName", "Path"})

    def make(self, call: Call) -> str:
        made = call.client("iam").create_policy(
            PolicyName=call.properties.get("ManagedPolicyName") or call.name(128),
            PolicyDocument=as_text(call.properties["PolicyDocument"]),
            **call.picked("Description", "Path"),
        )
        return str(made["Policy"]["Arn"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        iam = call.client("iam")
        if before is not None and before["PolicyDocument"] != call.properties["PolicyDocument"]:
            versions = iam.list_policy_versions(PolicyArn=physical_id)["Versions"]
            iam.create_policy_version(
                PolicyArn=physical_id, PolicyDocument=as_text(call.properties["PolicyDocument"]), SetAsDefault=True
            )
            for version in versions:
                iam.delete_policy_version(PolicyArn=physical_id, VersionId=version["VersionId"])
        for name, kind in _KINDS.items():
            old, new = set((before or {}).get(name, [])), set(call.properties.get(name, []))
            for one in sorted(new - old):
                getattr(iam, f"attach_{kind}_policy")(PolicyArn=physical_id, **{f"{kind.title()}Name": one})
            for one in sorted(old - new):
                getattr(iam, f"detach_{kind}_policy")(PolicyArn=physical_id, **{f"{kind.title()}Name": one})

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"PolicyArn": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        iam = call.client("iam")
        for name, kind in _KINDS.items():
            for one in call.properties.get(name, []):
                getattr(iam, f"detach_{kind}_policy")(PolicyArn=physical_id, **{f"{kind.title()}Name": one})
        iam.delete_policy(PolicyArn=physical_id)
