"""All mutants of an assembly: one for each change that differs, on one of some equal resources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.engines.engine import digest
from landing_zone.findings.finding import Finding
from landing_zone.proofs.mutants.model import Mutant, Operator
from landing_zone.proofs.mutants.properties import property_edits
from landing_zone.proofs.mutants.whole import ADDED, beside, neutralisers

Place = tuple[str, str]
_ONCE = (Operator.ADD, Operator.NEUTRALISE, Operator.ADD_RESOURCE)
"""What no property of the resource decides is tried once for each type, on the resource that most rules judge."""
_MOST_SETS = 2
"""Equal changes of equal values are tried on resources of so many sets of rules that judge them."""
_LABELS = ("Description", "Id", "Sid")


def rules_by_place(findings: Iterable[Finding]) -> Mapping[Place, frozenset[str]]:
    """Return the rules that judge each resource, or that hold by it; by stack and logical id."""
    found: dict[Place, set[str]] = {}
    for one in findings:
        if one.logical_id:
            found.setdefault((one.stack, one.logical_id), set()).add(one.rule)
        for place in one.met:
            found.setdefault(place, set()).add(one.rule)
    return {place: frozenset(rules) for place, rules in found.items()}


def mutants(assembly: Assembly, judged: Mapping[Place, frozenset[str]]) -> list[Mutant]:
    """Return the mutants of an assembly, sorted.

    Args:
        assembly: the templates.
        judged: as :func:`rules_by_place` returns it: equal resources that are judged by other rules are not equal.
    """
    found: dict[tuple[str, ...], Mutant] = {}
    tried: dict[tuple[str, ...], int] = {}
    key: tuple[str, ...]
    for resource in _ordered(assembly, judged):
        rules = judged.get((resource.stack, resource.logical_id), frozenset())
        judging = digest(*sorted(rules))
        for edit in (*property_edits(resource), *neutralisers(resource)):
            once = edit.operator in _ONCE or _is_label(edit.path)
            kind = (resource.type, edit.path, edit.operator, edit.change, *(() if once else (edit.shape,)))
            key = (*kind, "" if once else judging)
            if key not in found and tried.get(kind, 0) < _MOST_SETS:
                tried[kind] = tried.get(kind, 0) + 1
                body = edit.made(resource.body)
                found[key] = _mutant(
                    resource, edit.path, edit.operator, edit.change, body, edit.direction, {}, edit.narrows
                )
        key = (resource.type, "", Operator.REMOVE_RESOURCE, judging)
        if key not in found:
            found[key] = _mutant(resource, "", Operator.REMOVE_RESOURCE, "removed", None)
        for does, added in beside(resource):
            key = (resource.type, "", Operator.ADD_RESOURCE, does)
            if key not in found:
                beside_it = _mutant(resource, "", Operator.ADD_RESOURCE, does, resource.body, 0, {ADDED: added})
                found[key] = beside_it
    return sorted(found.values(), key=lambda one: (one.type, one.path, one.operator, one.change, one.id))


def _ordered(assembly: Assembly, judged: Mapping[Place, frozenset[str]]) -> list[Resource]:
    """Return all resources; of each type those first that most rules judge."""
    found = [resource for template in assembly.templates for resource in template.resources.values()]
    return sorted(
        found,
        key=lambda one: (one.type, -len(judged.get((one.stack, one.logical_id), ())), one.stack, one.logical_id),
    )


def _is_label(path: str) -> bool:
    """Return whether a path is of what only people read: one text is as good as another."""
    return path.startswith("Tags") or path.rpartition(".")[2] in _LABELS


def _mutant(
    resource: Resource,
    path: str,
    operator: Operator,
    change: str,
    body: Any,
    direction: int = 0,
    added: Mapping[str, Any] | None = None,
    narrows: bool = False,
) -> Mutant:
    return Mutant(
        resource.type,
        path,
        operator,
        change,
        resource.stack,
        resource.logical_id,
        body,
        added or {},
        direction,
        narrows,
    )
