"""A precise assertion decides over a crude rule of the same control: the rule's failure is then *overruled*."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from landing_zone.catalogue.control import Control
from landing_zone.cloudformation.intrinsics.reasons import Choice
from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.intrinsics.values import Reference, Unknown, unknown_parts
from landing_zone.cloudformation.model import Assembly
from landing_zone.findings.finding import Finding, Status

_OPEN = (Status.FAIL, Status.UNDETERMINED)

_Place = tuple[str, str, str]
"""Assertion, stack, logical id."""


Given = Callable[[str, str], bool]
"""Stack and logical id: whether the templates give every value of the resource, be it one of a few."""


def values_given(assembly: Assembly, resolver: Resolver) -> Given:
    """Return what says whether a resource has no value that is known at deployment alone, references left out."""
    templates = {template.name: template for template in assembly.templates}

    def given(stack: str, logical_id: str) -> bool:
        resource = templates[stack].resources.get(logical_id) if stack in templates else None
        parts = unknown_parts(resolver.properties(resource)) if resource else ()
        return resource is not None and all(isinstance(part, Reference) or _one_of_a_few(part) for part in parts)

    return given


def _one_of_a_few(part: Unknown) -> bool:
    choices = [reason for reason in part.reasons if isinstance(reason, Choice)]
    return bool(choices) and not any(choice.default for choice in choices)


def _always(_stack: str, _logical_id: str) -> bool:
    return True


def decide(findings: Iterable[Finding], controls: Iterable[Control], given: Given = _always) -> list[Finding]:
    """Overrule the findings of rules on resources on which the assertion that decides over them passes.

    Where several assertions of a control decide over one rule, one passes at least and none of them fails or is
    undetermined; where several controls name the rule, each decides so: what is crude for one may be meant by another.
    Otherwise the rule's finding stays as it is; that of the assertion goes where the decision leaves it to the rules.

    Args:
        findings: of all engines and assertions on the same templates, before waivers.
        controls: all that name rules of these findings.
        given: whether a resource's values are given; where they are not, a rule that is undetermined, and that the
            assertion decides only then, is right to be.

    Returns:
        The findings in the same order, without those of assertions that a rule says.
    """
    controls = list(controls)
    deciding = {status: _deciding(controls, status) for status in _OPEN}
    cautious = {rule for c in controls for d in c.decides if d.undetermined_only for rule in d.rules}
    findings = list(findings)
    asked = {assertion for rules in deciding.values() for groups in rules.values() for g in groups for assertion in g}
    results: dict[_Place, bool] = {}
    for finding in findings:
        if finding.rule in asked and finding.logical_id:
            place = (finding.rule, finding.stack, finding.logical_id)
            results[place] = finding.status is Status.PASS and results.get(place, True)
    return [
        _decided(finding, deciding[finding.status][finding.rule], results)
        if finding.status in _OPEN
        and finding.rule in deciding[finding.status]
        and (finding.status is Status.FAIL or finding.rule not in cautious or given(finding.stack, finding.logical_id))
        else finding
        for finding in _said_once(findings, controls)
    ]


def _said_once(findings: list[Finding], controls: Iterable[Control]) -> list[Finding]:
    said_by = {c.rule_of(d.assertion): d.rules for c in controls for d in c.decides if d.said_by_rules}
    failed = {(f.rule, f.stack, f.logical_id) for f in findings if f.status is Status.FAIL} if said_by else set()
    return [
        finding
        for finding in findings
        if finding.status is not Status.FAIL
        or not any((rule, finding.stack, finding.logical_id) in failed for rule in said_by.get(finding.rule, ()))
    ]


def _deciding(controls: Iterable[Control], status: Status) -> dict[str, list[list[str]]]:
    """Return each rule whose findings of a status are decided, to the assertions, of each control that names it."""
    found: dict[str, list[list[str]]] = {}
    for control in controls:
        for rule in control.rules:
            found.setdefault(rule, []).append(
                [
                    control.rule_of(decision.assertion)
                    for decision in control.decides
                    if rule in decision.rules and not (decision.undetermined_only and status is Status.FAIL)
                ]
            )
    return {rule: groups for rule, groups in found.items() if all(groups)}


def _decided(finding: Finding, groups: Iterable[Iterable[str]], results: Mapping[_Place, bool]) -> Finding:
    first = ""
    for group in groups:
        places = [(assertion, finding.stack, finding.logical_id) for assertion in group]
        judged = [place for place in places if place in results]
        if not judged or not all(results[place] for place in judged):
            return finding
        first = first or judged[0][0]
    return replace(finding, status=Status.OVERRULED, decided_by=first)
