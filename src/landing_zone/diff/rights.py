"""What somebody may do now and might not before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.cloudformation.networks.rules import ALL, ALL_PORTS, Rule, security_group_rules
from landing_zone.diff.attachments import attachments
from landing_zone.diff.by_place import as_text, by_place
from landing_zone.diff.guardrails import GUARDRAIL, loosened
from landing_zone.diff.model import Widening
from landing_zone.diff.statements import Grant, grants, policies_in

_Comparable = TypeVar("_Comparable", Grant, Rule)

_ENDPOINT = "AWS::EC2::VPCEndpoint"
_WITH_POLICY = ("Gateway", "Interface")
_FULL_ACCESS = Grant("Allow", "*", "*", "*", "")
"""What AWS puts on an endpoint without a policy (``AWS::EC2::VPCEndpoint``, ``PolicyDocument``)."""


@dataclass(frozen=True)
class Rights:
    """What widened, and how much narrowed."""

    guardrails: tuple[Widening, ...]
    rights: tuple[Widening, ...]
    narrowed: int


def rights(old: Assembly, new: Assembly) -> Rights:
    """Compare every policy and security group rule of two assemblies.

    *Widened* is an Allow that no Allow before covered, and a Deny of before that no Deny covers now. Conditions are
    compared as text: another condition counts as widened, since it is not evaluated. A policy is identified by stack,
    logical id and property; several in a list under one property are taken together. A whole policy that is new counts
    with all that it allows; one that went with its resource and denied something counts only where the resource it
    guarded stays, which is the case of guardrails and of policies beside their resource.
    """
    then, now = by_place(old), by_place(new)
    guardrails: list[Widening] = []
    widened: list[Widening] = []
    narrowed = 0
    for key in sorted({**then, **now}):
        before, after = then.get(key), now.get(key)
        resource = after or before
        if resource is None:
            continue
        target = guardrails if resource.type == GUARDRAIL else widened
        if resource.type == GUARDRAIL:
            target += [
                Widening(stack=key[0], logical_id=key[1], type=resource.type, place=place, what=what)
                for place, what in loosened(before, after)
            ]
        for place, more, fewer in _compare(before, after):
            narrowed += fewer
            target += [
                Widening(stack=key[0], logical_id=key[1], type=resource.type, place=place, what=what) for what in more
            ]
    return Rights(tuple(guardrails), tuple(widened), narrowed)


def _compare(before: Resource | None, after: Resource | None) -> Iterator[tuple[str, list[str], int]]:
    before_is_policy = before is not None and before.type.endswith("Policy")
    then, now = _policies(before), _policies(after)
    for place in sorted({**then, **now}):
        old, new = then.get(place, frozenset()), now.get(place, frozenset())
        if after is None and not before_is_policy:
            old = _of(old, "Allow")  # what its denials guarded is gone with it
        yield place, *_widened(old, new)
    yield from attachments(before, after)
    rules_then = list(security_group_rules(before.type, before.properties)) if before else []
    rules_now = list(security_group_rules(after.type, after.properties)) if after else []
    opened = sorted({f"opens {_words_of(rule)}" for rule in _beyond(rules_now, rules_then)})
    closed = len(list(_beyond(rules_then, rules_now)))
    if opened or closed:
        yield "rules", opened, closed


def _words_of(rule: Rule) -> str:
    """Return what a rule lets through, in words; a function of the template as its JSON."""
    ports = f"ports {as_text(rule.first)}-{as_text(rule.last)}"
    ports = "all ports" if (rule.first, rule.last) == ALL_PORTS else ports
    side = "from" if rule.direction == "ingress" else "to"
    protocol = "every protocol" if rule.protocol == ALL else as_text(rule.protocol)
    group = f", of {as_text(rule.group)}" if rule.group else ""
    return f"{rule.direction} {protocol}, {ports}, {side} {as_text(rule.peer or 'anywhere')}{group}"


def _policies(resource: Resource | None) -> dict[str, frozenset[Grant]]:
    """Return the grants under each property; which of several in a list holds a statement makes no difference."""
    found: defaultdict[str, frozenset[Grant]] = defaultdict(frozenset)
    for place, policy in policies_in(resource.properties) if resource else ():
        found[re.sub(r"\[\d+\]", "", place)] |= grants(policy)
    if resource and resource.type == _ENDPOINT and "PolicyDocument" not in resource.properties:
        kind = resource.properties.get("VpcEndpointType", "Gateway")
        found |= {"PolicyDocument": frozenset({_FULL_ACCESS})} if kind in _WITH_POLICY else {}
    return dict(found)


def _widened(old: frozenset[Grant], new: frozenset[Grant]) -> tuple[list[str], int]:
    allowed_then, allowed_now = _of(old, "Allow"), _of(new, "Allow")
    denied_then, denied_now = _of(old, "Deny"), _of(new, "Deny")
    more = [str(grant) for grant in sorted(_beyond(allowed_now, allowed_then))]
    more += [f"no longer: {grant}" for grant in sorted(_beyond(denied_then, denied_now))]
    fewer = len(list(_beyond(allowed_then, allowed_now))) + len(list(_beyond(denied_now, denied_then)))
    return more, fewer


def _of(found: frozenset[Grant], effect: str) -> frozenset[Grant]:
    return frozenset(grant for grant in found if grant.effect == effect)


def _beyond(wanted: Iterable[_Comparable], known: Iterable[_Comparable]) -> Iterator[_Comparable]:
    """Yield what nothing known covers."""
    known = list(known)
    for one in wanted:
        if not any(other.covers(one) for other in known):
            yield one
