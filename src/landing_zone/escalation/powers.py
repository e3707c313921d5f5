"""Whether a principal may do what a way needs, by the one evaluator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.cloudformation.intrinsics.placeholders import region_of
from landing_zone.cloudformation.intrinsics.values import Truth
from landing_zone.cloudformation.model import Resource
from landing_zone.cloudformation.types.schemas import value_at
from landing_zone.deliveries.documents import Applied
from landing_zone.deliveries.organisation import Guardrails
from landing_zone.deliveries.targets import Found, Targets
from landing_zone.escalation.principals import Principal
from policy_evaluation.evaluate import decide
from policy_evaluation.matching import action_matches
from policy_evaluation.policy import Policy, PolicyKind
from policy_evaluation.request import Request

_WILD = re.compile(r"[*?]")
_SOMETHING = "arn:aws:x:eu-west-1:000000000000:x/x"
"""Something of a service, where a statement names everything."""
_ALWAYS = {"aws:SecureTransport": "true", "aws:MultiFactorAuthPresent": "true"}


class Powers:
    """Asks the evaluator on behalf of principals.

    Args:
        targets: the resources of the assembly.
        guardrails: over its accounts.
    """

    def __init__(self, targets: Targets, guardrails: Guardrails) -> None:
        self._targets = targets
        self._guardrails = guardrails
        self._patterns: dict[int, tuple[tuple[str, ...], bool]] = {}

    def mentions(self, principal: Principal, action: str) -> bool:
        """Return whether a policy of a principal may allow an action on something; cheap, and asked first."""
        for policy in principal.policies:
            if policy.most.kind is PolicyKind.IDENTITY:
                patterns, others = self._allowed(policy)
                if others or any(action_matches(action, one) for one in patterns):
                    return True
        return False

    def _allowed(self, policy: Applied) -> tuple[tuple[str, ...], bool]:
        key = id(policy)
        if key not in self._patterns:
            patterns: list[str] = []
            others = False
            for statement in _allowing(policy):
                found = _texts(statement.get("Action"))
                others |= "NotAction" in statement or len(found) < len(listed(statement.get("Action")))
                patterns += found
            self._patterns[key] = (tuple(patterns), others)
        return self._patterns[key]

    def named(self, principal: Principal, action: str, kind: str = "") -> list[str]:
        """Return a resource for each that a principal's statements about an action name, ``x`` for wildcards.

        Args:
            principal: who asks.
            action: what it does.
            kind: of IAM, ``role``: then resources of this kind alone, and one of which no statement need have the name.
        """
        account = principal.caller.account or ""
        found = {f"arn:aws:iam::{account}:{kind}/x": None} if kind else {}
        for text in self._resources(principal, action):
            if not kind:
                found[_SOMETHING if text == "*" else _WILD.sub("x", text)] = None
            elif f":{kind}/" in text:
                found[_WILD.sub("x", text.replace("arn:*:", "arn:aws:")).replace("::x:", f"::{account}:")] = None
        return list(found)

    def _resources(self, principal: Principal, action: str) -> Iterator[str]:
        for policy in principal.policies:
            for statement in _allowing(policy):
                patterns = _texts(statement.get("Action"))
                if "NotAction" in statement or any(action_matches(action, one) for one in patterns):
                    yield from _texts(statement.get("Resource", "*"))

    def may(
        self,
        principal: Principal,
        action: str,
        resource: str,
        *,
        target: Found | None = None,
        context: Mapping[str, str] | None = None,
    ) -> Truth:
        """Return whether a principal may do an action on a resource; ``None`` where templates leave that open.

        Args:
            principal: who asks.
            action: what it does.
            resource: the ARN.
            target: the resource where the assembly has it: its own policies and its account count then.
            context: condition keys beside those that are always there.
        """
        account = principal.caller.account or ""
        owner = target.account if target else account
        policies = list(principal.policies)
        if target is not None and action == "sts:AssumeRole":
            policies += self._targets.policies_on(target)
        policies += self._guardrails.over(account, PolicyKind.SERVICE_CONTROL)
        policies += self._guardrails.over(owner, PolicyKind.RESOURCE_CONTROL)
        policies = [policy.of_action(action) for policy in policies]
        request = Request(
            caller=principal.caller,
            action=action,
            resource=resource,
            resource_account=owner,
            context={
                **_ALWAYS,
                "aws:RequestedRegion": target.region if target else region_of(principal.resource),
                **self._guardrails.organisation_keys(account, owner),
                **self._of_target(target),
                **(context or {}),
            },
        )
        try:
            if decide(request, _sides(policies, least=True)).allowed:
                return True
            uncertain = any(policy.reasons for policy in policies)
            return None if uncertain and decide(request, _sides(policies, least=False)).allowed else False
        except ValueError:
            return False  # AWS takes no such policy: cfn-lint fails

    def _of_target(self, target: Found | None) -> dict[str, str]:
        if target is None or target.resource.type not in ("AWS::IAM::Role", "AWS::IAM::User"):
            return {}
        properties = self._targets.values.properties(target.resource)
        boundary = properties.get("PermissionsBoundary") if isinstance(properties, Mapping) else None
        return {"iam:PermissionsBoundary": boundary} if isinstance(boundary, str) else {}


def _sides(policies: Iterable[Applied], *, least: bool) -> list[Policy]:
    return [policy.least if least else policy.most for policy in policies]


def _allowing(policy: Applied) -> Iterator[Mapping[str, Any]]:
    """Yield the statements that allow, or may."""
    for statement in listed(policy.most.document.get("Statement")):
        if isinstance(statement, Mapping) and statement.get("Effect") != "Deny":
            yield statement


def _texts(value: Any) -> list[str]:
    return [one for one in listed(value) if isinstance(one, str)]


def role_of(targets: Targets, resource: Resource, path: str) -> Found | None:
    """Return the role as which a resource runs: by its ARN or name, or by the instance profile that has it."""
    text = value_at(targets.values.properties(resource), tuple(path.split(".")))
    if not isinstance(text, str):
        return None
    found = targets.find("AWS::IAM::Role", text, resource)
    if found is not None:
        return found
    profile = targets.find("AWS::IAM::InstanceProfile", text, resource)
    if profile is None:
        return None
    names = listed(targets.values.properties(profile.resource).get("Roles"))
    return next((role for name in names if isinstance(name, str)
                 and (role := targets.find("AWS::IAM::Role", name, profile.resource))), None)  # fmt: skip
