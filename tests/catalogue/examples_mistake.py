"""The mistake of a wrong example, without the names of its resources, so that duplicates are found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from landing_zone.assertions.evaluate import evaluate
from landing_zone.assertions.zone_facts import zone_facts
from landing_zone.catalogue.assertion import STACK_TYPE, Assertion, Relation
from landing_zone.catalogue.control import Control
from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.expressions.interpreter import Expression
from landing_zone.findings.finding import Status

Mistake = tuple[frozenset[str], tuple[str, ...]]
"""The fields that the assertion reads, of the failing resources; and those of the resources that it requires.

The latter each once, unless the assertion requires a number of them.
"""

_READ_BY = {
    "open_to_world": ("CidrIp", "CidrIpv6", "CidrBlock", "Ipv6CidrBlock"),
    "outsiders": ("*",),
    "admits_port": ("IpProtocol", "FromPort", "ToPort", "Protocol", "PortRange"),
}
"""Fields that a function of ours reads of the resource that it is given; ``*`` for all of them."""


def mistake(control: Control, assertion: Assertion, assembly: Assembly) -> Mistake:
    """Return what an assertion finds wrong in an assembly.

    Two examples with the same result have the same mistake: resources of the same types with the same values in every
    field that the assertion reads. Values are compared as CloudFormation reads them (the text "true" is true), and a
    reference by the type of its target.
    """
    resources = [*(r for t in assembly.templates for r in t.resources.values()), *zone_facts(assembly)]
    rule = control.assertion_rule(assertion)
    failing = {
        (f.stack, f.logical_id, f.resource_type, f.environment)
        for f in evaluate(assembly, [control]).findings
        if f.rule == rule and f.status is Status.FAIL
    }
    kinds = {(r.stack, r.logical_id): r.type for r in resources if r.logical_id}
    wrong = [r for r in resources if (r.stack, r.logical_id, r.type, r.environment) in failing]
    required = {type_ for one in (assertion.has, *_relations(assertion)) if one is not None for type_ in one.type}
    others = [r for r in resources if r.type in required]
    bounded = assertion.related or assertion
    counted = bounded.min > 1 or bounded.max is not None
    texts = sorted(_as_text(others, assertion, kinds))
    return frozenset(_as_text(wrong, assertion, kinds)), tuple(texts if counted else dict.fromkeys(texts))


def _as_text(
    resources: Iterable[Resource], assertion: Assertion, kinds: Mapping[tuple[str, str], str]
) -> Iterator[str]:
    fields = _fields(assertion)
    for resource in resources:
        read = {k: _plain(v, resource, kinds) for k, v in resource.properties.items() if fields & {k, "*"}}
        yield json.dumps([resource.type, read, resource.body.get("Condition")], sort_keys=True)


def _fields(assertion: Assertion) -> frozenset[str]:
    """Every name of a field in the expressions of an assertion."""
    kinds = [k for s in (assertion.each, assertion.none) if s is not None for k in s.type]
    texts = [assertion.must, assertion.by, "region" if STACK_TYPE in kinds else None]  # region_kind is derived
    texts += [s.where for s in (assertion.each, assertion.has, assertion.none, assertion.unique) if s is not None]
    texts += [text for one in _relations(assertion) for text in (one.by, one.through, one.where)]
    return frozenset(name for text in texts if text for name in _names(Expression(text).node))


def _relations(assertion: Assertion) -> Iterator[Relation]:
    """The relation, and those of what it leads to."""
    related = assertion.related
    while related is not None:
        yield related
        related = related.related


def _names(node: Any) -> Iterator[str]:
    if node["type"] == "field":
        yield node["value"]
    if node["type"] == "function_expression":
        yield from _READ_BY.get(node["value"], ())
    for child in node["children"]:
        if isinstance(child, dict):
            yield from _names(child)


def _plain(value: Any, holder: Resource, kinds: Mapping[tuple[str, str], str]) -> Any:
    if isinstance(value, Mapping):
        if set(value) == {"Ref"}:
            return {"Ref": kinds.get((holder.stack, value["Ref"]), value["Ref"])}
        if set(value) == {"Fn::GetAtt"}:
            written = value["Fn::GetAtt"]
            name, attribute = written.split(".", 1) if isinstance(written, str) else written
            return {"Fn::GetAtt": [kinds.get((holder.stack, name), name), attribute]}
        return {key: _plain(item, holder, kinds) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, holder, kinds) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)
