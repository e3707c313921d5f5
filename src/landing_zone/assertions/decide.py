"""A precise assertion decides over a crude rule of the same control: the rule's failure is then *overruled*."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from landing_zone.catalogue.control import Control
from landing_zone.findings.finding import Finding, Status

_OPEN = (Status.FAIL, Status.UNDETERMINED)

_Place = tuple[str, str, str]
"""Assertion, stack, logical id."""


def decide(findings: Iterable[Finding], controls: Iterable[Control]) -> list[Finding]:
    """Overrule the findings of rules on resources on which the assertion that decides over them passes.

    Where several assertions of a control decide over one rule, one passes at least and none of them fails or is
    undetermined; where several controls name the rule, each decides so: what is crude for one may be meant by another.
    Otherwise the rule's finding stays as it is.

    Args:
        findings: of all engines and assertions on the same templates, before waivers.
        controls: all that name rules of these findings.

    Returns:
        The findings in the same order.
    """
    deciding: dict[
        str, list[list[str]]
    ] = {}  # rule to the assertions that decide over it, of each control that names it
    for control in controls:
        for rule in control.rules:
            assertions = [control.rule_of(d.assertion) for d in control.decides if rule in d.rules]
            deciding.setdefault(rule, []).append(assertions)
    deciding = {rule: groups for rule, groups in deciding.items() if all(groups)}
    given = list(findings)
    asked = {assertion for groups in deciding.values() for group in groups for assertion in group}
    results: dict[_Place, bool] = {}
    for finding in given:
        if finding.rule in asked and finding.logical_id:
            place = (finding.rule, finding.stack, finding.logical_id)
            results[place] = finding.status is Status.PASS and results.get(place, True)
    return [
        _decided(finding, deciding[finding.rule], results)
        if finding.status in _OPEN and finding.rule in deciding
        else finding
        for finding in given
    ]


def _decided(finding: Finding, groups: Iterable[Iterable[str]], results: Mapping[_Place, bool]) -> Finding:
    first = ""
    for group in groups:
        places = [(assertion, finding.stack, finding.logical_id) for assertion in group]
        judged = [place for place in places if place in results]
        if not judged or not all(results[place] for place in judged):
            return finding
        first = first or judged[0][0]
    return replace(finding, status=Status.OVERRULED, decided_by=first)
