"""What somebody may do now and might not before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.cloudformation.networks.rules import ALL, ALL_PORTS, Rule, security_group_rules
from landing_zone.diff.attachments import attachments
from landing_zone.diff.by_place import as_text
from landing_zone.diff.conditions import in_words
from landing_zone.diff.guardrails import GUARDRAIL, loosened
from landing_zone.diff.model import Widening
from landing_zone.diff.places import Places, places
from landing_zone.diff.policies import policies_of
from landing_zone.diff.reach import TRUST, Reach
from landing_zone.diff.statements import Grant

_Comparable = TypeVar("_Comparable", Grant, Rule)


_FEW = 4
"""So many rights and more are counted, and not listed."""


@dataclass(frozen=True)
class Rights:
    """What widened, and how much narrowed.

    Args:
        guardrails: organisation policies that allow more.
        rights: those of and over what existed before.
        narrowed: how many are gone.
        own: environment to kind to the number of rights that a new environment has within itself.
    """

    guardrails: tuple[Widening, ...]
    rights: tuple[Widening, ...]
    narrowed: int
    own: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Wider:
    """One right more: in words, and the grant where it is one."""

    what: str
    grant: Grant | None = None


def rights(old: Assembly, new: Assembly, there: Places | None = None) -> Rights:
    """Compare every policy and security group rule of two assemblies.

    *Widened* is an Allow that no Allow before covered, and a Deny of before that no Deny covers now. Of conditions,
    only more or fewer values of a key are weighed; else another condition counts as widened, since it is not evaluated.
    A policy is identified by stack, logical id and property; several in a list under one property are taken together. A
    whole policy that is new counts with all that it allows; one that went with its resource and denied something counts
    only where the resource it guarded stays, which is the case of guardrails and of policies beside their resource.

    In a new environment a right counts only where it reaches what existed before, or is given to somebody who did. What
    a stack has that is no longer in the assembly stays deployed, so nothing of it is gone.
    """
    there = there or places(old, new)
    reach = Reach(old, there)
    guardrails: list[Widening] = []
    widened: list[Widening] = []
    own: defaultdict[str, Counter[str]] = defaultdict(Counter)
    narrowed = 0
    for key in sorted({**there.then, **there.now}):
        before, after = there.before(key), there.now.get(key)
        resource = after or before
        if resource is None or (key[:2] in there.orphaned and after is None):
            continue
        if before and after and (before.type, before.properties) == (after.type, after.properties):
            continue
        target = guardrails if resource.type == GUARDRAIL else widened
        if resource.type == GUARDRAIL:
            target += [_widening(resource, place, what) for place, what in loosened(before, after)]
        for place, more, fewer in _compare(before, after):
            narrowed += 0 if there.is_new(key[0]) else fewer
            if before is None and not there.is_new(key[0]):
                more = _folded(more, resource, place, reach)
            for one in more:
                if there.is_new(key[0]) and not (one.grant and reach.outside(resource, one.grant, place)):
                    own[key[0]][_kind(one.grant, place)] += 1
                else:
                    target.append(_widening(resource, place, one.what))
    return Rights(tuple(guardrails), tuple(widened), narrowed, {name: dict(found) for name, found in own.items()})


def _folded(more: list[_Wider], resource: Resource, place: str, reach: Reach) -> list[_Wider]:
    """Say once what a new resource's own policy allows its own account, and services of AWS, to do with it."""
    inside = [
        one for one in more if one.grant and one.grant.principal and not reach.outside(resource, one.grant, place)
    ]
    if len(inside) < _FEW:
        return more
    said = f"{len(inside)} rights over this new resource, within its account and for services of AWS"
    return [_Wider(said), *(one for one in more if one not in inside)]


def _kind(grant: Grant | None, place: str) -> str:
    if grant is None:
        return "openings of networks" if place == "rules" else "by attached policies"
    if place == TRUST:
        return "of who may assume a role"
    return "in policies of resources" if grant.principal else "in policies of roles"


def _widening(resource: Resource, place: str, what: str) -> Widening:
    return Widening(
        stack=resource.stack,
        environment=resource.environment,
        logical_id=resource.logical_id,
        type=resource.type,
        place=place,
        what=what,
    )


def _compare(before: Resource | None, after: Resource | None) -> Iterator[tuple[str, list[_Wider], int]]:
    before_is_policy = before is not None and before.type.endswith("Policy")
    then, now = policies_of(before), policies_of(after)
    for place in sorted({**then, **now}):
        old, new = then.get(place, frozenset()), now.get(place, frozenset())
        if after is None and not before_is_policy:
            old = _of(old, "Allow")  # what its denials guarded is gone with it
        yield place, *_widened(old, new)
    for place, attached, fewer in attachments(before, after):
        yield place, [_Wider(what) for what in attached], fewer
    rules_then = list(security_group_rules(before.type, before.properties)) if before else []
    rules_now = list(security_group_rules(after.type, after.properties)) if after else []
    opened = sorted({f"opens {_words_of(rule)}" for rule in _beyond(rules_now, rules_then)})
    closed = len(list(_beyond(rules_then, rules_now)))
    if opened or closed:
        yield "rules", [_Wider(what) for what in opened], closed


def _words_of(rule: Rule) -> str:
    """Return what a rule lets through, in words; a function of the template as its JSON."""
    ports = f"ports {as_text(rule.first)}-{as_text(rule.last)}"
    ports = "all ports" if (rule.first, rule.last) == ALL_PORTS else ports
    side = "from" if rule.direction == "ingress" else "to"
    protocol = "every protocol" if rule.protocol == ALL else as_text(rule.protocol)
    group = f", of {as_text(rule.group)}" if rule.group else ""
    return f"{rule.direction} {protocol}, {ports}, {side} {as_text(rule.peer or 'anywhere')}{group}"


def _widened(old: frozenset[Grant], new: frozenset[Grant]) -> tuple[list[_Wider], int]:
    allowed_then, allowed_now = _of(old, "Allow"), _of(new, "Allow")
    denied_then, denied_now = _of(old, "Deny"), _of(new, "Deny")
    more = [_Wider(in_words(grant, allowed_then), grant) for grant in sorted(_beyond(allowed_now, allowed_then))]
    more += [_Wider(f"no longer: {in_words(grant, denied_now)}") for grant in sorted(_beyond(denied_then, denied_now))]
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
