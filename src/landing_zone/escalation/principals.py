"""Who acts in an assembly: roles, users, groups, and the holder of each policy that no principal here has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.cloudformation.intrinsics.placeholders import account_of
from landing_zone.cloudformation.model import Resource
from landing_zone.deliveries.documents import Applied, applied
from landing_zone.deliveries.targets import IN_NO_TEMPLATE, ROLE, Targets
from policy_evaluation.policy import PolicyKind
from policy_evaluation.request import Caller, CallerKind

MANAGED = "AWS::IAM::ManagedPolicy"
_NAMED = ("AWS::IAM::User", "AWS::IAM::Group")
_ALONE = ("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy", MANAGED)
_PERMISSION_SET = "AWS::SSO::PermissionSet"
TYPES = (ROLE, *_NAMED, *_ALONE, _PERMISSION_SET)
"""The types of resources that are asked, each as a principal or as what one holds."""

_ADMINISTRATION: Mapping[str, Mapping[str, Any]] = {
    "AdministratorAccess": {"Action": "*"},
    "IAMFullAccess": {"Action": "iam:*"},
    "PowerUserAccess": {"NotAction": ["account:*", "iam:*", "organizations:*"]},
}
"""AWS's policies that change rights or take over what runs, shortened to that; its others are for their own service.

Source, read 2026-12-01: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks.

    Args:
        resource: where a finding about it is.
        caller: as the evaluator takes it.
        policies: its own, and its boundary.
    """

    resource: Resource
    caller: Caller
    policies: tuple[Applied, ...]


def find_principals(targets: Targets) -> Iterator[Principal]:
    """Yield the principals of an assembly, and each policy that none of its roles has, as the policy of somebody."""
    held = _held_by_roles(targets)
    for role in targets.of(ROLE):
        found = targets.describe(role)
        policies = tuple(_known(targets.policies_of_role(found)))
        caller = Caller(kind=CallerKind.ROLE, name=found.arn, account=found.account)
        yield Principal(role, caller, policies)
    for resource in targets.of(*_NAMED, *_ALONE, _PERMISSION_SET):
        if (resource.stack, resource.logical_id) not in held:
            account = account_of(resource)
            user = resource.type == "AWS::IAM::User"
            name = targets.values.arn(resource) if user else f"arn:aws:iam::{account}:role/who-has-it"
            caller = Caller(kind=CallerKind.USER if user else CallerKind.ROLE, name=name, account=account)
            yield Principal(resource, caller, tuple(_of(targets, resource)))


def _held_by_roles(targets: Targets) -> frozenset[tuple[str, str]]:
    """Return the policies that a role of the assembly has, or that bound one."""
    found = set()
    for role in targets.of(ROLE):
        properties = targets.values.properties(role)
        if isinstance(properties, Mapping):
            arns = [*listed(properties.get("ManagedPolicyArns")), properties.get("PermissionsBoundary")]
            for arn in arns:
                policy = targets.find(MANAGED, arn, role) if isinstance(arn, str) else None
                if policy is not None:
                    found.add((policy.resource.stack, policy.resource.logical_id))
        found.update((policy.stack, policy.logical_id) for policy in targets.attached_to_role(role))
    return frozenset(found)


def _of(targets: Targets, resource: Resource) -> Iterator[Applied]:
    properties = targets.values.properties(resource)
    if not isinstance(properties, Mapping):
        return
    name = f"{resource.logical_id} in {resource.stack}"
    documents = [properties.get("PolicyDocument"), properties.get("InlinePolicy")]
    documents += [one.get("PolicyDocument") for one in listed(properties.get("Policies")) if isinstance(one, Mapping)]
    for document in documents:
        if document is not None:
            yield applied(PolicyKind.IDENTITY, name, document)
    for arn in (*listed(properties.get("ManagedPolicyArns")), *listed(properties.get("ManagedPolicies"))):
        policy = targets.find(MANAGED, arn, resource) if isinstance(arn, str) else None
        if policy is not None:
            document = targets.values.properties(policy.resource).get("PolicyDocument")
            yield applied(PolicyKind.IDENTITY, policy.resource.logical_id, document)
        elif isinstance(arn, str):
            yield from _of_aws(arn)


def _known(policies: tuple[Applied, ...]) -> Iterator[Applied]:
    """Leave out policies that no template has, but for those of AWS of which it is known what they allow."""
    for policy in policies:
        if policy.reasons and all(reason.endswith(IN_NO_TEMPLATE) for reason in policy.reasons):
            if policy.least.kind is PolicyKind.IDENTITY:
                yield from _of_aws(policy.least.name)
        else:
            yield policy


def _of_aws(arn: str) -> Iterator[Applied]:
    statement = _ADMINISTRATION.get(arn.rpartition("/")[2]) if ":iam::aws:policy/" in arn else None
    if statement is not None:
        document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", **statement}]}
        yield applied(PolicyKind.IDENTITY, arn.rpartition("/")[2], document)
