"""A role: ``GetRole``, its inline and its managed policies."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, listed, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    iam = request.client("iam")
    name = request.physical_id
    answer = answer_or_none(iam.get_role, "NoSuchEntity", RoleName=name)
    if answer is None:
        return None
    role = answer["Role"]
    attached = listed(iam, "list_attached_role_policies", "AttachedPolicies", RoleName=name)
    inline = listed(iam, "list_role_policies", "PolicyNames", RoleName=name)
    return Reading(
        {
            **picked(role, "AssumeRolePolicyDocument", "Description", "MaxSessionDuration", "Path", "RoleName", "Tags"),
            "ManagedPolicyArns": [policy["PolicyArn"] for policy in attached],
            "PermissionsBoundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
            "Policies": [
                picked(iam.get_role_policy(RoleName=name, PolicyName=policy), "PolicyName", "PolicyDocument")
                for policy in inline
            ],
        },
        {"Arn": role["Arn"], "RoleId": role["RoleId"]},
    )


READER = Reader(
    "AWS::IAM::Role",
    read,
    # AWS::IAM::ManagedPolicy and AWS::IAM::Policy add to a role too, by their own property Roles
    open_lists=frozenset({"ManagedPolicyArns", "Policies", "Tags"}),
    policies=frozenset({"AssumeRolePolicyDocument", "Policies.PolicyDocument"}),
)
