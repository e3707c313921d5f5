"""The boundary of every role: it grants nothing, and denies what would lead out of it."""

from __future__ import annotations

from collections.abc import Sequence

from stacks.deployment_rights import UNBOUNDED, WITH_BOUNDARY, Statement

_OWNED = "arn:${AWS::Partition}:iam::${AWS::AccountId}:"
_CHANGES_OF_POLICIES = (
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:SetDefaultPolicyVersion",
)
_CHANGES_OF_ROLES = (
    "iam:Attach*",
    "iam:Create*",
    "iam:Delete*",
    "iam:Detach*",
    "iam:Put*",
    "iam:Tag*",
    "iam:Untag*",
    "iam:Update*",
)
_OF_THE_ORGANISATION = ("account:CloseAccount", "organizations:LeaveOrganization")


def boundary_statements(
    *, qualifier: str, boundary: str, roles: dict[str, str], zone_policies: Sequence[str], entered: Sequence[str]
) -> list[Statement]:
    """Return the statements of the boundary.

    An ``Allow`` of everything but some actions is what an IAM boundary needs: what it does not allow, no role may do.
    ``NotAction`` leaves out what no role of an app needs, which the ``Deny`` statements need not repeat.

    Args:
        qualifier: of the bootstrap.
        boundary: the boundary's own ARN.
        roles: ARNs of the bootstrap's roles, by key of the configuration; they are changed by ``cdk bootstrap`` alone.
        zone_policies: names, or patterns, of policies that the zone's stacks make.
        entered: names, or patterns, of roles by which administrators enter the account; they have no boundary.

    Source: IAM User Guide, "Permissions boundaries for IAM entities", "Delegating responsibility to others using
    permissions boundaries"; Service Authorization Reference, IAM. ``iam:PermissionsBoundary`` is not a key of the
    actions that make versions of policies, nor of ``iam:UpdateAssumeRolePolicy``, so those are denied by the resource.
    """
    own_roles = sorted(roles.values())
    deploy, execution = roles["deploy_role"], roles["execution_role"]
    return [
        {
            "Sid": "AllButWhatNoRoleMay",
            "Effect": "Allow",
            "NotAction": sorted({*UNBOUNDED, *_OF_THE_ORGANISATION}),
            "Resource": "*",
        },
        {
            "Sid": "RolesOnlyWithThisBoundary",
            "Effect": "Deny",
            "Action": sorted(WITH_BOUNDARY),
            "Resource": "*",
            "Condition": {"StringNotEquals": {"iam:PermissionsBoundary": boundary}},
        },
        {
            "Sid": "PoliciesOfTheBootstrap",
            "Effect": "Deny",
            "Action": sorted(_CHANGES_OF_POLICIES),
            "Resource": f"{_OWNED}policy/cdk-{qualifier}-*",
        },
        {
            "Sid": "RolesOfTheBootstrap",
            "Effect": "Deny",
            "Action": list(_CHANGES_OF_ROLES),
            "Resource": [*own_roles, *(f"{_OWNED}role/{name}" for name in entered)],
        },
        {
            "Sid": "PoliciesOfTheZone",
            "Effect": "Deny",
            "Action": sorted(_CHANGES_OF_POLICIES),
            "Resource": [f"{_OWNED}policy/{name}" for name in zone_policies],
            "Condition": {"ArnNotEquals": {"aws:PrincipalArn": execution}},
        },
        {
            "Sid": "OnlyDeploymentsPassTheRoleThatDeploys",
            "Effect": "Deny",
            "Action": "iam:PassRole",
            "Resource": own_roles,
            "Condition": {"ArnNotEquals": {"aws:PrincipalArn": deploy}},
        },
    ]
