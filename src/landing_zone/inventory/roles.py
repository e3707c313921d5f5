"""The roles, and what each may do (PCI DSS 7.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.inventory.facts import Fact, Facts, listed, refers_to, shown
from landing_zone.inventory.model import RoleFact


def roles(facts: Facts) -> tuple[RoleFact, ...]:
    """List every role with whom it trusts, and the actions that its policies allow."""
    return tuple(_role(facts, role) for role in facts.of("AWS::IAM::Role", "AWS::IAM::ServiceLinkedRole"))


def _role(facts: Facts, role: Fact) -> RoleFact:
    documents = [
        policy.get("PolicyDocument")
        for policy in listed(role.properties.get("Policies"))
        if isinstance(policy, Mapping)
    ]
    documents += [
        policy.properties.get("PolicyDocument")
        for policy in facts.of("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy")
        if refers_to([policy.properties.get("Roles"), policy.properties.get("RoleName")], role.key)
        or refers_to(role.properties.get("ManagedPolicyArns"), policy.key)
    ]
    trusted = {
        f"{kind}: {shown(who)}"
        for statement in _statements(role.properties.get("AssumeRolePolicyDocument"))
        for kind, whom in _principals(statement.get("Principal"))
        for who in listed(whom)
    }
    if service := shown(role.properties.get("AWSServiceName")):
        trusted.add(f"Service: {service}")
    actions = {
        shown(action)
        for document in documents
        for statement in _statements(document)
        if statement.get("Effect") != "Deny"
        for action in (
            *listed(statement.get("Action")),
            *(f"all but {shown(a)}" for a in listed(statement.get("NotAction"))),
        )
    }
    boundary = shown(role.properties.get("PermissionsBoundary"))
    return RoleFact(
        resource=role.position,
        environment=role.environment,
        name=shown(role.properties.get("RoleName")) or role.resource.logical_id,
        purpose=shown(role.properties.get("Description")),
        trusted=tuple(sorted(trusted)),
        actions=tuple(sorted(actions)),
        managed=tuple(sorted(shown(arn) for arn in listed(role.properties.get("ManagedPolicyArns")))),
        boundary=boundary,
    )


def _statements(document: Any) -> Iterator[Mapping[str, Any]]:
    for statement in listed(document.get("Statement") if isinstance(document, Mapping) else None):
        if isinstance(statement, Mapping):
            yield statement


def _actions(statement: Mapping[str, Any]) -> Iterator[str]:
    yield from (shown(action) for action in listed(statement.get("Action")))
    if without := listed(statement.get("NotAction")):
        yield f"all but {shown(without)}"


def _principals(principal: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(principal, Mapping):
        yield from principal.items()
    elif principal is not None:
        yield "AWS", principal
