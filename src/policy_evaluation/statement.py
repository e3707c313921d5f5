"""One statement of a policy: its elements, and whether it applies to a request.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html, read 2026-12-01.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policy_evaluation.conditions import Condition, parse_conditions
from policy_evaluation.context import Context
from policy_evaluation.matching import action_matches, resource_matches
from policy_evaluation.policy import Policy, PolicyKind
from policy_evaluation.principals import Named, exempted, named, parse_principal
from policy_evaluation.request import Request

_WITH_PRINCIPAL = {PolicyKind.RESOURCE, PolicyKind.ENDPOINT, PolicyKind.RESOURCE_CONTROL}
_ELEMENTS = {
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
}
VERSION_WITH_VARIABLES = "2012-10-17"


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A statement that AWS would take.

    Args:
        policy: the policy that has it.
        name: its ``Sid``, or ``statement N``.
        allows: whether its effect is to allow.
        principals: whom it names; ``None`` in a policy that is attached to the caller.
        actions, resources: the patterns; no resource in a policy whose resource is the one that it is attached to.
        not_principals, not_actions, not_resources: whether these are the exceptions.
        conditions: what must hold.
        variables: whether ``${...}`` are variables.
    """

    policy: Policy
    name: str
    allows: bool
    principals: Mapping[str, tuple[str, ...]] | None
    not_principals: bool
    actions: tuple[str, ...]
    not_actions: bool
    resources: tuple[str, ...] | None
    not_resources: bool
    conditions: tuple[Condition, ...]
    variables: bool

    def names_action(self, request: Request) -> bool:
        """Whether it is about the request's action."""
        return any(action_matches(request.action, pattern) for pattern in self.actions) != self.not_actions

    def names_resource(self, request: Request, context: Context) -> bool:
        """Whether it is about the request's resource."""
        if self.resources is None:
            return True
        scope = context if self.variables else None
        return any(resource_matches(request.resource, one, scope) for one in self.resources) != self.not_resources

    def names_caller(self, request: Request, context: Context, *, has_boundary: bool) -> Named:
        """Say how directly it names the caller.

        Args:
            request: the request.
            context: its condition keys.
            has_boundary: whether the caller has a permissions boundary: a denial with ``NotPrincipal`` then has
                no exception. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
        """
        if self.principals is None:
            return Named.CALLER
        if not self.not_principals:
            return named(self.principals, request.caller, context)
        exempt = exempted if not self.allows else named
        if exempt(self.principals, request.caller, context) and (self.allows or not has_boundary):
            return Named.NOT
        return Named.CALLER

    def failing(self, context: Context) -> Condition | None:
        """Return the first condition that does not hold."""
        return next((one for one in self.conditions if not one.holds(context, variables=self.variables)), None)


def statements(policy: Policy) -> Iterator[Statement]:
    """Read the statements of a policy.

    Raises:
        ValueError: it is not a policy that AWS would take. The message begins with the policy's name.
    """
    version = policy.document.get("Version")
    if version not in {None, "2008-10-17", VERSION_WITH_VARIABLES}:
        raise ValueError(f"{policy.name}: the version {version!r} is neither 2008-10-17 nor {VERSION_WITH_VARIABLES}")
    if unknown := set(policy.document) - {"Version", "Id", "Statement"}:
        raise ValueError(f"{policy.name}: the element {sorted(unknown)[0]} is unknown")
    found = policy.document.get("Statement", [])
    for number, element in enumerate([found] if isinstance(found, Mapping) else found, 1):
        try:
            yield _parse(policy, number, element, variables=version == VERSION_WITH_VARIABLES)
        except ValueError as error:
            raise ValueError(f"{policy.name}, {_name(number, element)}: {error}") from None


def _name(number: int, element: Any) -> str:
    return (isinstance(element, Mapping) and element.get("Sid")) or f"statement {number}"


def _parse(policy: Policy, number: int, element: Any, *, variables: bool) -> Statement:
    if not isinstance(element, Mapping):
        raise ValueError(f"it is {element!r}, and not a mapping")  # noqa: TRY004 - of a policy
    if unknown := set(element) - _ELEMENTS:
        raise ValueError(f"the element {sorted(unknown)[0]} is unknown")
    if element.get("Effect") not in {"Allow", "Deny"}:
        raise ValueError(f"the effect {element.get('Effect')!r} is neither Allow nor Deny")
    allows = element["Effect"] == "Allow"
    principals, not_principals = _one_of(element, "Principal", required=policy.kind in _WITH_PRINCIPAL)
    if principals is not None and policy.kind not in _WITH_PRINCIPAL:
        raise ValueError(f"a policy of kind {policy.kind} names no principal: it applies to what it is attached to")
    actions, not_actions = _one_of(element, "Action", required=True)
    resources, not_resources = _one_of(element, "Resource", required=policy.kind is not PolicyKind.RESOURCE)
    statement = Statement(
        policy=policy,
        name=_name(number, element),
        allows=allows,
        principals=None if principals is None else parse_principal(principals),
        not_principals=not_principals,
        actions=_texts("Action", actions),
        not_actions=not_actions,
        resources=None if resources is None else _texts("Resource", resources),
        not_resources=not_resources,
        conditions=tuple(parse_conditions(element.get("Condition", {}))),
        variables=variables,
    )
    for action in statement.actions:
        if action != "*" and ":" not in action:
            raise ValueError(f"the action {action!r} has no service before a colon")
    if policy.kind is PolicyKind.RESOURCE_CONTROL:
        _check_resource_control(statement)
    if "CanonicalUser" in (statement.principals or {}) and (not_principals or not allows):
        raise ValueError("it denies by a canonical user, and which account that is is not known")
    return statement


def _check_resource_control(statement: Statement) -> None:
    """Refuse what a resource control policy cannot have: only the one that AWS attaches allows, and it allows all.

    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
    """
    if statement.principals != {"AWS": ("*",)} or statement.not_principals:
        raise ValueError("the principal of a resource control policy is *")
    if statement.allows and (statement.actions, statement.resources, statement.conditions) != (("*",), ("*",), ()):
        raise ValueError("of resource control policies RCPFullAWSAccess alone allows, and it allows everything")
    if statement.not_actions:
        raise ValueError("a resource control policy has no NotAction")
    if not statement.allows and "*" in statement.actions:
        raise ValueError("in a resource control policy the action * is for AWS's own: name the services")


def _one_of(element: Mapping[str, Any], name: str, *, required: bool) -> tuple[Any, bool]:
    """Return an element or its ``Not`` form, and whether it is that."""
    present = [key for key in (name, f"Not{name}") if key in element]
    if len(present) == 2 or (required and not present):
        raise ValueError(f"it has {'both' if present else 'neither'} {name} {'and' if present else 'nor'} Not{name}")
    return (element[present[0]], present[0] != name) if present else (None, False)


def _texts(name: str, value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list | tuple) else [value]
    for one in values:
        if not isinstance(one, str):
            raise ValueError(f"{name} has {one!r}, and not text")  # noqa: TRY004 - of a policy
    return tuple(values)
