"""What CloudFormation may do in an environment: what the handlers of the types in its stacks need, and no more."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from landing_zone.cloudformation.types.handlers import CUSTOM, handler_permissions

Statement = dict[str, Any]

BUCKET = "${StagingBucket.Arn}"
OBJECTS = "${StagingBucket.Arn}/*"
"""The bucket of templates and code, and what is in it, as a template of the bootstrap refers to it."""
LONGEST_POLICY = 6144
"""Characters of a managed policy, white space left out. Source: IAM User Guide, "IAM and AWS STS quotas"."""
RANGES = (("a", "d"), ("e", "k"), ("l", "z"))
"""First and last letters of services, of which each range has a policy of its own."""
_PATTERN = "arn:${AWS::Partition}:"
_ACCOUNT = "${AWS::AccountId}"

WITH_BOUNDARY = frozenset(
    f"iam:{verb}{kind}{what}"
    for kind in ("Role", "User")
    for verb, what in (
        ("Attach", "Policy"),
        ("Create", ""),
        ("Delete", "Policy"),
        ("Detach", "Policy"),
        ("Put", "PermissionsBoundary"),
        ("Put", "Policy"),
    )
)
"""Changes that IAM can refuse by the boundary of the role or user. Source: Service Authorization Reference, "Actions,
resources, and condition keys for AWS Identity and Access Management", ``iam:PermissionsBoundary``."""

UNBOUNDED = frozenset({
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreateServiceSpecificCredential",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PutGroupPolicy",
    "iam:ResetServiceSpecificCredential",
    "iam:UpdateLoginProfile",
    "iam:UploadSSHPublicKey",
    "iam:UploadSigningCertificate",
})  # fmt: skip
"""Ways to rights that no boundary limits: groups have none, and credentials of a user may be another's."""

_IDENTITIES = {
    "AWS::IAM::Group": "group",
    "AWS::IAM::InstanceProfile": "instance-profile",
    "AWS::IAM::OIDCProvider": "oidc-provider",
    "AWS::IAM::SAMLProvider": "saml-provider",
    "AWS::IAM::ServerCertificate": "server-certificate",
    "AWS::IAM::User": "user",
    "AWS::IAM::VirtualMFADevice": "mfa",
}
"""Types to the first part of their names in ARNs; IAM refuses a policy on everything of the account."""
_NO_RESOURCE = frozenset({
    "iam:GetServiceLinkedRoleDeletionStatus",
    "iam:ListGroups",
    "iam:ListPolicies",
    "iam:ListRoles",
    "iam:ListUsers",
})  # fmt: skip
_USE_OF_KEYS = frozenset({
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
})  # fmt: skip
_CODE = frozenset({"s3:GetObject", "s3:GetObjectVersion"})
_PARAMETERS = frozenset({"ssm:GetParameter", "ssm:GetParameters"})
_SERVICES_OF_ROLES = {
    "accessanalyzer": ("access-analyzer",),
    "apigatewayv2": ("apigateway",),
    "ec2": ("ec2fleet", "spot", "spotfleet", "transitgateway"),
    "eks": ("eks", "eks-fargate", "eks-nodegroup"),
    "elasticloadbalancingv2": ("elasticloadbalancing",),
}
"""Namespaces of types whose services have another name in service-linked roles."""


def execution_policies(
    types: Collection[str], *, boundary: str, linked_services: Collection[str], shared_parameters: Collection[str] = ()
) -> dict[str, list[Statement]]:
    """Return the statements of the role that CloudFormation deploys as, by the id of the policy that has them.

    Actions on every resource are in one policy for each range of :data:`RANGES`, so that the policies of an environment
    are the same ones whatever its types are; where they do not fit, a further policy has the rest.

    Args:
        types: of the resources in the environment's stacks.
        boundary: the ARN of the boundary that roles and users must have; it may name pseudo parameters.
        linked_services: the services whose service-linked roles the stacks create.
        shared_parameters: ARNs of parameters of other accounts that the stacks read.
    """
    actions = {action for type_ in types for action in handler_permissions(type_)} - UNBOUNDED
    for kind in ("Group", "User"):  # policies name these too, and a zone without users and groups changes none
        if f"AWS::IAM::{kind}" not in types:
            actions -= {action for action in actions if action.startswith("iam:") and kind in action}
    actions |= _CODE | _PARAMETERS | {"kms:Decrypt"}
    identity = {action for action in actions if action.startswith("iam:")} - _NO_RESOURCE
    scoped = identity | _USE_OF_KEYS | _CODE | _PARAMETERS | {"kms:CreateGrant"}
    owned = f"{_PATTERN}iam::{_ACCOUNT}:"
    through = {"StringLike": {"kms:ViaService": "*.${AWS::Region}.amazonaws.com"}}
    entities = [f"{owned}role/*", *([f"{owned}user/*"] if "AWS::IAM::User" in types else ())]
    function = f"{_PATTERN}lambda:${{AWS::Region}}:{_ACCOUNT}:function:*"
    calls = {"lambda:InvokeFunction"} if any(type_.startswith(CUSTOM) for type_ in types) else set[str]()
    limited = [
        allow(
            "ChangesRolesWithTheBoundary",
            identity & WITH_BOUNDARY,
            entities,
            {"StringEquals": {"iam:PermissionsBoundary": boundary}},
        ),
        allow(
            "ChangesIdentitiesOfTheAccount",
            identity - WITH_BOUNDARY - {"iam:PassRole", "iam:CreateServiceLinkedRole"},
            [f"{owned}{kind}/*" for kind in ("policy", "role", *(k for t, k in _IDENTITIES.items() if t in types))],
        ),
        allow("PassesRolesOfTheAccount", identity & {"iam:PassRole"}, f"{owned}role/*"),
        allow(
            "CreatesServiceLinkedRoles",
            identity & {"iam:CreateServiceLinkedRole"},
            f"{owned}role/aws-service-role/*",
            {"StringLike": {"iam:AWSServiceName": _linked(types, linked_services)}},
        ),
        allow("UsesKeysThroughServices", actions & _USE_OF_KEYS, "*", through),
        allow(
            "GrantsKeysToServices", actions & {"kms:CreateGrant"}, "*", {"Bool": {"kms:GrantIsForAWSResource": "true"}}
        ),
        allow("ReadsTemplatesAndCode", _CODE, OBJECTS),
        allow(
            "ReadsParameters",
            _PARAMETERS,
            [f"{_PATTERN}ssm:${{AWS::Region}}:{_ACCOUNT}:parameter/*", *sorted(shared_parameters)],
        ),
        allow("CallsCustomResources", calls, function),
    ]
    found = {"ExecutionPolicyLimited": [statement for statement in limited if statement["Action"]]}
    for first, last in RANGES:
        within = {a for a in actions - scoped if first <= a[0] <= last}
        parts = _divided(allow("HandlersOfTheTypes", within, "*"))
        for number, part in enumerate(parts, 1):
            found[f"ExecutionPolicy{first.upper()}To{last.upper()}{number if number > 1 else ''}"] = [part]
    return found


def _divided(statement: Statement) -> Iterator[Statement]:
    """Divide a statement between two actions where it is longer than a policy may be; nothing for one without any."""
    actions: list[str] = []
    for action in statement["Action"]:
        if actions and _length([{**statement, "Action": [*actions, action]}]) > LONGEST_POLICY:
            yield {**statement, "Action": actions}
            actions = []
        actions.append(action)
    if actions:
        yield {**statement, "Action": actions}


def _length(statements: Sequence[Statement]) -> int:
    document = {"Version": "2012-10-17", "Statement": statements}
    return len(json.dumps(document, separators=(",", ":")))


def allow(sid: str, actions: Collection[str], resource: str | list[str], condition: Any = None) -> Statement:
    """Return a statement that allows actions, sorted, on resources."""
    limited = {"Condition": condition} if condition else {}
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": resource, **limited}


def _linked(types: Collection[str], services: Collection[str]) -> list[str]:
    """Return the services for which a handler creates a service-linked role, as ``iam:AWSServiceName`` has them."""
    found = set(services)
    for type_ in types:
        if "iam:CreateServiceLinkedRole" in handler_permissions(type_) and not type_.startswith("AWS::IAM::"):
            namespace = type_.split("::")[1].lower()
            for name in _SERVICES_OF_ROLES.get(namespace, (namespace,)):
                found |= {f"{name}.amazonaws.com", f"*.{name}.amazonaws.com"}
    return sorted(found)
