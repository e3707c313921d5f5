"""The roles, and what each may do (PCI DSS 7.2)."""

from __future__ import annotations

from collections.abc import Mapping

from landing_zone.cloudformation.iam.document import certain, element, principals, statements
from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.cloudformation.intrinsics.values import targets_in
from landing_zone.inventory.facts import Fact, Facts, shown
from landing_zone.inventory.model import RoleFact

_POLICIES = ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy")


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
        for policy in (
            *facts.referring([role.key], "Roles", *_POLICIES),
            *facts.referring([role.key], "RoleName", *_POLICIES),
            *facts.declared(targets_in(role.properties.get("ManagedPolicyArns"))),
        )
        if policy.resource.type in _POLICIES
    ]
    trust = role.properties.get("AssumeRolePolicyDocument")
    trusted = {
        f"{'all but ' * all_but}{kind or 'AWS'}: {shown(who)}"
        for statement in certain(trust)
        if statement.get("Effect") != "Deny"
        for all_but, named in [element(statement, "Principal")]
        for kind, who in principals(named)
    }
    if len(list(certain(trust))) < len(statements(trust)):
        trusted.add("known only at deployment")
    if service := shown(role.properties.get("AWSServiceName")):
        trusted.add(f"Service: {service}")
    allowed = [element(statement, "Action") for statement in certain(documents) if statement.get("Effect") != "Deny"]
    return RoleFact(
        resource=role.position,
        environment=role.environment,
        name=shown(role.properties.get("RoleName")) or role.resource.logical_id,
        purpose=shown(role.properties.get("Description")),
        trusted=tuple(sorted(trusted)),
        actions=tuple(sorted({f"{'all but ' * all_but}{shown(a)}" for all_but, actions in allowed for a in actions})),
        managed=tuple(sorted(shown(arn) for arn in listed(role.properties.get("ManagedPolicyArns")))),
        boundary=shown(role.properties.get("PermissionsBoundary")),
    )
