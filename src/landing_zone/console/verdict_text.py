"""The verdict as text for a terminal: one block for each control that does not hold, then the counts."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from landing_zone.assessment.model import (
    Assessment,
    CheckEntry,
    ControlEntry,
    ControlStatus,
    FindingEntry,
)
from landing_zone.files.policies_folder import POLICIES_VARIABLE
from landing_zone.waivers.as_of import VARIABLE as AS_OF_VARIABLE

RESOURCES_SHOWN = 5
"""Number of resources that a block names before it refers to the assessment; a broken building block fails often."""

_OVERRIDES = {
    AS_OF_VARIABLE: "waivers are judged as of this day, not of today",
    POLICIES_VARIABLE: "judged by these policies, not by the checkout's own",
}
"""Environment variables that change a verdict are printed with it."""


@dataclass
class _Place:
    """One resource or environment that a control fails on, with the message of each rule."""

    name: str
    facts: str
    source: str
    says: list[str] = field(default_factory=list)


def print_verdict(assessment: Assessment, console: Console) -> None:
    """Print the controls that do not hold, then the verdict and the counts."""
    for block in _blocks(assessment):
        console.print(block, soft_wrap=True)
        console.print()
    for reason in assessment.not_judged:
        console.print(f"[yellow]not judged[/] {escape(reason)}", soft_wrap=True)
    for text in assessment.assumed:
        console.print(f"[yellow]assumed[/] {escape(text)}", soft_wrap=True)
    for variable, what in _OVERRIDES.items():
        if os.environ.get(variable):
            console.print(f"[yellow]{variable}={escape(os.environ[variable])}[/]: {what}", soft_wrap=True)
    console.print(summary(assessment), soft_wrap=True)


def summary(assessment: Assessment) -> Text:
    """Return the verdict in three lines at most: held or not, the counts, the frameworks."""
    verdict = assessment.verdict
    text = Text()
    if verdict.held:
        text.append("HELD", style="bold green")
    else:
        text.append("NOT HELD", style="bold red")
    waivers = sum(1 for waiver in assessment.waivers if waiver.covers)
    text.append(
        f"  {verdict.passed} checks passed, {verdict.failed} failed, {verdict.undetermined} undetermined, "
        f"{verdict.waived} waived by {waivers} waivers; "
        f"{len(assessment.resources)} resources, {'stacks' if assessment.of_this_zone else 'templates'}: "
        f"{len(assessment.stacks)}, as of {assessment.as_of}"
    )
    if assessment.of_this_zone:
        for framework in assessment.frameworks:
            counts = ", ".join(f"{number} {status}" for status, number in sorted(framework.counts.items()) if number)
            text.append(f"\n{framework.title}: {counts}")
    return text


def _blocks(assessment: Assessment) -> Iterator[Table | Padding]:
    checks = {check.rule: check for check in assessment.checks}
    shown: set[str] = set()
    for control in assessment.controls:
        if control.status is ControlStatus.NOT_HELD:
            rules = [*(a.rule for a in control.assertions), *control.rules]
            broken = [checks[rule] for rule in rules if rule in checks and _broken(checks[rule])]
            shown.update(check.rule for check in broken)
            yield _block(
                f"{control.id}: {control.title}",
                [("breaks", _requirements(control)), ("fix", control.remediation)],
                _places(assessment, broken),
            )
    for check in assessment.checks:
        if _broken(check) and check.rule not in shown:
            heading = f"{check.rule}: {check.title}" if check.title else check.rule
            yield _block(heading, [("breaks", "no requirement is mapped to this rule")], _places(assessment, [check]))


def _broken(check: CheckEntry) -> bool:
    return bool(check.failed or check.undetermined)


def _requirements(control: ControlEntry) -> str:
    if not control.requirements:
        return "no requirement; the zone's own resilience"
    by_framework: dict[str, list[str]] = defaultdict(list)
    for mapping in control.requirements:
        by_framework[mapping.framework].append(mapping.requirement)
    return "; ".join(f"{framework} {', '.join(ids)}" for framework, ids in by_framework.items())


def _places(assessment: Assessment, checks: list[CheckEntry]) -> list[_Place]:
    places: dict[tuple[str, str], _Place] = {}
    for check in checks:
        for word, findings in (("", check.failed), ("undetermined: ", check.undetermined)):
            for finding in findings:
                place = _place(assessment, finding)
                place = places.setdefault((place.name, place.facts), place)
                detail = f"[{finding.detail}]" if finding.detail else ""
                place.says.append(f"{check.rule}{detail}: {word}{_first_sentence(finding.message or check.title)}")
    return [places[key] for key in sorted(places)]


def _first_sentence(text: str) -> str:
    """Keep the sentence that says what is wrong; an engine's explanation is in the assessment."""
    first, stop, _ = text.partition(". ")
    return (first + stop).strip() or "does not hold"


def _place(assessment: Assessment, finding: FindingEntry) -> _Place:
    environments = {f"{e.account_id}/{e.region}": e.name for e in assessment.environments}
    if finding.resource is None:
        environment = environments.get(finding.environment, finding.environment)
        return _Place(finding.stack or environment or "the zone", "", finding.source)
    resource = assessment.resources[finding.resource]
    name = resource.construct_path or f"{resource.stack}/{resource.logical_id}"
    facts = [resource.type, f"'{resource.logical_id}'", environments.get(resource.environment, resource.environment)]
    return _Place(name, " ".join(fact for fact in facts if fact), finding.source or resource.source)


def _block(heading: str, rows: list[tuple[str, str]], places: list[_Place]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(style="dim", no_wrap=True, min_width=8)
    table.add_column(overflow="fold")
    table.add_row(Text("FAILS", style="bold red"), Text(heading, style="bold"))
    for name, value in rows:
        table.add_row(name, Text(value))
    for place in places[:RESOURCES_SHOWN]:
        table.add_row("at", Text(place.name + (f"  ({place.facts})" if place.facts else "")))
        if place.source:
            table.add_row("", Text(place.source, style="cyan"))
        for sentence in place.says:
            table.add_row("", Text(sentence))
    if len(places) > RESOURCES_SHOWN:
        table.add_row("", Text(f"and {len(places) - RESOURCES_SHOWN} more; all are in assessment.json", style="dim"))
    return table
