"""``AWS::IAM::Role``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.documents import as_text
from emulated_aws.provider import Call, Provider


def _change(iam: Any, call: Call, name: str, before: Mapping[str, Any]) -> None:
    new = call.properties
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=as_text(new["AssumeRolePolicyDocument"]))
    iam.update_role(
        RoleName=name,
        Description=new.get("Description", ""),
        MaxSessionDuration=int(new.get("MaxSessionDuration", 3600)),
    )
    if "PermissionsBoundary" in new:
        iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=new["PermissionsBoundary"])
    elif "PermissionsBoundary" in before:
        iam.delete_role_permissions_boundary(RoleName=name)
    removed = {tag["Key"] for tag in before.get("Tags", [])} - {tag["Key"] for tag in new.get("Tags", [])}
    if removed:
        iam.untag_role(RoleName=name, TagKeys=sorted(removed))
    if new.get("Tags"):
        iam.tag_role(RoleName=name, Tags=new["Tags"])


class Role(Provider):
    """How ``AWS::IAM::Role`` is made, changed and removed."""

    type = "AWS::IAM::Role"
    emulated = frozenset(
        {
            "AssumeRolePolicyDocument",
            "Description",
            "ManagedPolicyArns",
            "MaxSessionDuration",
            "Path",
            "PermissionsBoundary",
            "Policies",
            "RoleName",
            "Tags",
        }
    )
    create_only = frozenset({"Path", "RoleName"})

    def make(self, call: Call) -> str:
        made = call.client("iam").create_role(
            RoleName=call.properties.get("RoleName") or call.name(64),
            AssumeRolePolicyDocument=as_text(call.properties["AssumeRolePolicyDocument"]),
            **call.picked("Description", "MaxSessionDuration", "Path", "PermissionsBoundary", "Tags"),
        )
        return str(made["Role"]["RoleName"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        iam = call.client("iam")
        if before is not None:
            _change(iam, call, physical_id, before)
        old, new = set((before or {}).get("ManagedPolicyArns", [])), set(call.properties.get("ManagedPolicyArns", []))
        for arn in sorted(new - old):
            iam.attach_role_policy(RoleName=physical_id, PolicyArn=arn)
        for arn in sorted(old - new):
            iam.detach_role_policy(RoleName=physical_id, PolicyArn=arn)
        inline = {policy["PolicyName"]: policy["PolicyDocument"] for policy in call.properties.get("Policies", [])}
        for name, document in inline.items():
            iam.put_role_policy(RoleName=physical_id, PolicyName=name, PolicyDocument=as_text(document))
        for policy in (before or {}).get("Policies", []):
            if policy["PolicyName"] not in inline:
                iam.delete_role_policy(RoleName=physical_id, PolicyName=policy["PolicyName"])

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        role = call.client("iam").get_role(RoleName=physical_id)["Role"]
        return {"Arn": role["Arn"], "RoleId": role["RoleId"]}

    def remove(self, call: Call, physical_id: str) -> None:
        """Delete the role with its policies; as in AWS, policies that the stack did not declare prevent it."""
        iam = call.client("iam")
        for policy in iam.list_attached_role_policies(RoleName=physical_id)["AttachedPolicies"]:
            if policy["PolicyArn"] in call.properties.get("ManagedPolicyArns", []):
                iam.detach_role_policy(RoleName=physical_id, PolicyArn=policy["PolicyArn"])
        declared = {policy["PolicyName"] for policy in call.properties.get("Policies", [])}
        for name in iam.list_role_policies(RoleName=physical_id)["PolicyNames"]:
            if name in declared:
                iam.delete_role_policy(RoleName=physical_id, PolicyName=name)
        iam.delete_role(RoleName=physical_id)
