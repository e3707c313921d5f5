"""The boundary of every role: it grants nothing, and denies what would lead out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

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
_CHANGES_OF_STACKS = (
    "cloudformation:CancelUpdateStack",
    "cloudformation:ContinueUpdateRollback",
    "cloudformation:CreateChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:RollbackStack",
    "cloudformation:SetStackPolicy",
    "cloudformation:UpdateStack",
    "cloudformation:UpdateTerminationProtection",
)
_CHANGES_OF_FUNCTIONS = ("lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration")
_CHANGES_OF_STORES = (
    "ecr:DeleteRepository*",
    "ecr:PutImage",
    "ecr:PutImageTagMutability",
    "ecr:SetRepositoryPolicy",
    "s3:BypassGovernanceRetention",
    "s3:DeleteBucket*",
    "s3:PutBucket*",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
    "s3:PutObject",
    "s3:ReplicateObject",
    "ssm:DeleteParameter*",
    "ssm:PutParameter",
)
_OF_THE_ORGANISATION = ("account:CloseAccount", "organizations:LeaveOrganization")
_OF_IDENTITY_CENTER = f"{_OWNED}saml-provider/AWSSSO_*"
"""Who can give it other certificates can sign in as an administrator. It is in each account that people enter by
Identity Center, and AWS does not protect it: https://virtualbonzo.com/2024/06/08/you-deleted-the-do_not_delete-idp,
read 2026-12-01."""


def boundary_statements(
    *,
    qualifier: str,
    boundary: str,
    deploying: Mapping[str, str],
    identities: Sequence[str],
    stores: Sequence[str],
    zone_names: Sequence[str],
    zone_stacks: Sequence[str],
    entered: Sequence[str],
) -> list[Statement]:
    """Return the statements of the boundary.

    An ``Allow`` of everything but some actions is what an IAM boundary needs: what it does not allow, no role may do.
    ``NotAction`` leaves out what no role of an app needs, which the ``Deny`` statements need not repeat.

    Args:
        qualifier: of the bootstrap.
        boundary: the boundary's own ARN.
        deploying: ARNs of this bootstrap's roles, by key of the configuration.
        identities: patterns of the roles of every bootstrap of the account. IAM has no Regions: a role of one could
            else change or pass those of the other, or make one of a name that guardrails exempt.
        stores: patterns of the buckets with what is in them, repositories and parameters of every bootstrap.
        zone_names: names, or patterns, of roles, policies and functions that the zone's stacks make.
        zone_stacks: patterns of the names of these stacks, and of the bootstrap's.
        entered: names, or patterns, of roles by which administrators enter the account; they have no boundary.

    Source: IAM User Guide, "Permissions boundaries for IAM entities", "Delegating responsibility to others using
    permissions boundaries"; Service Authorization Reference, IAM. ``iam:PermissionsBoundary`` is not a key of the
    actions that make versions of policies, nor of ``iam:UpdateAssumeRolePolicy``, so those are denied by the resource.
    Who may change a stack uses the role that it was deployed with, without a right to pass it:
    https://docs.aws.amazon.com/sdk-for-kotlin/api/latest/cloudformation/aws.sdk.kotlin.services.cloudformation.model/-create-change-set-request/role-arn.html,
    read 2026-12-01.
    """
    deploy, execution = deploying["deploy_role"], deploying["execution_role"]
    publishing = [deploying["file_publishing_role"], deploying["image_publishing_role"]]
    return [
        {
            "Sid": "AllButWhatNoRoleMay",
            "Effect": "Allow",
            "NotAction": sorted({*UNBOUNDED, *_OF_THE_ORGANISATION}),
            "Resource": "*",
        },
        _deny(
            "RolesOnlyWithThisBoundary",
            sorted(WITH_BOUNDARY),
            "*",
            {"StringNotEquals": {"iam:PermissionsBoundary": boundary}},
        ),
        _deny("PoliciesOfTheBootstrap", _CHANGES_OF_POLICIES, f"{_OWNED}policy/cdk-{qualifier}-*"),
        _deny(
            "RolesOfTheBootstrap",
            _CHANGES_OF_ROLES,
            [*identities, *(f"{_OWNED}role/{name}" for name in entered), _OF_IDENTITY_CENTER],
        ),
        _deny(
            "IdentitiesOfTheZone",
            sorted({*_CHANGES_OF_POLICIES, *_CHANGES_OF_ROLES, *_CHANGES_OF_FUNCTIONS, "iam:PassRole"}),
            [
                *(f"{_OWNED}{kind}/{name}" for kind in ("policy", "role") for name in zone_names),
                *(f"arn:${{AWS::Partition}}:lambda:*:${{AWS::AccountId}}:function:{name}" for name in zone_names),
            ],
            _but_for(execution),
        ),
        _deny("OnlyDeploymentsPassTheRoleThatDeploys", ["iam:PassRole"], list(identities), _but_for(deploy)),
        _deny(
            "OnlyDeploymentsChangeTheStacksOfTheZone",
            _CHANGES_OF_STACKS,
            [f"arn:${{AWS::Partition}}:cloudformation:*:${{AWS::AccountId}}:stack/{name}/*" for name in zone_stacks],
            _but_for(deploy, execution),
        ),
        _deny("OnlyPublishingFillsTheStores", _CHANGES_OF_STORES, list(stores), _but_for(*publishing)),
    ]


def _deny(sid: str, actions: Sequence[str], resource: str | list[str], condition: Any = None) -> Statement:
    limited = {"Condition": condition} if condition else {}
    return {"Sid": sid, "Effect": "Deny", "Action": list(actions), "Resource": resource, **limited}


def _but_for(*roles: str) -> dict[str, Any]:
    return {"ArnNotEquals": {"aws:PrincipalArn": list(roles)}}
