"""``lz explain``: what answers a requirement here, on which resources, checked by what."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from landing_zone.assessment.model import (
    Assessment,
    CheckEntry,
    ControlEntry,
    FindingEntry,
    FrameworkEntry,
    RequirementEntry,
)
from landing_zone.commands.options import EvidenceOption, assessment_of
from landing_zone.console import output_console
from landing_zone.errors import UserError

PLACES_SHOWN = 8
"""How many resources are named for each check; `--all` names every one."""


def explain(
    framework: Annotated[str, typer.Argument(help="The framework's id, for example pci-dss-4.0.1.")],
    requirement: Annotated[str, typer.Argument(help="The requirement's id, for example 10.3.4 or 'Art. 32'.")],
    assembly: Annotated[Path, typer.Option("--assembly", help="The cloud assembly.")] = Path("cdk.out"),
    every: Annotated[bool, typer.Option("--all", help="Name every resource.")] = False,
    evidence: EvidenceOption = None,
) -> None:
    """Explain one requirement: its status and why, the controls that answer it, and what each check looked at.

    lz explain pci-dss-4.0.1 10.3.4
    """
    assessment = assessment_of(assembly, evidence)
    chosen = _framework(assessment, framework)
    entry = _requirement(chosen, requirement)
    console = output_console()
    console.print(Text.assemble((f"{chosen.title} {entry.id}  ", "bold"), entry.title))
    console.print(Text.assemble((f"{entry.status}", "bold"), f": {entry.why}"), soft_wrap=True)
    for label, text in (
        ("the organisation", entry.organisation),
        ("owner", entry.owner),
        ("evidence asked for", entry.evidence),
        ("met by AWS", entry.inherited),
    ):
        if text:
            console.print(f"{label}: {text}", markup=False, soft_wrap=True)
    for missing in entry.missing:
        console.print(f"missing: {missing}", markup=False, soft_wrap=True)
    children = [r for r in chosen.requirements if r.parent == entry.id]
    for child in children:
        console.print(f"  {child.id:12} {child.status:28} {child.title}", markup=False, soft_wrap=True)
    by_id = {control.id: control for control in assessment.controls}
    for control in (by_id[c] for c in entry.controls):
        console.print()
        _print_control(console, assessment, control, entry, chosen, every=every)


def _framework(assessment: Assessment, wanted: str) -> FrameworkEntry:
    by_id = {framework.id: framework for framework in assessment.frameworks}
    if wanted not in by_id:
        raise UserError(
            "this framework is not in scope", value=wanted, allowed=", ".join(by_id), fix=_near(wanted, by_id)
        )
    return by_id[wanted]


def _requirement(framework: FrameworkEntry, wanted: str) -> RequirementEntry:
    by_id = {requirement.id: requirement for requirement in framework.requirements}
    if wanted not in by_id:
        raise UserError(
            f"{framework.title} has no such requirement",
            value=wanted,
            allowed=f"one of its {len(by_id)} ids, from {next(iter(by_id))} to {list(by_id)[-1]}",
            fix=_near(wanted, by_id),
        )
    return by_id[wanted]


def _near(wanted: str, ids: dict[str, FrameworkEntry] | dict[str, RequirementEntry]) -> str:
    near = difflib.get_close_matches(wanted, list(ids), n=3, cutoff=0.4)
    return f"did you mean {' or '.join(near)}?" if near else "see the ids with `lz controls`"


def _print_control(
    console: Console,
    assessment: Assessment,
    control: ControlEntry,
    requirement: RequirementEntry,
    framework: FrameworkEntry,
    *,
    every: bool,
) -> None:
    console.print(Text.assemble((control.id, "bold"), f"  {control.status}: {control.statement}"), soft_wrap=True)
    for mapping in control.requirements:
        if (mapping.framework, mapping.requirement) == (framework.id, requirement.id):
            basis = f"public sources: {', '.join(mapping.sources)}" if mapping.sources else "our judgement"
            rest = f"; missing: {mapping.missing}" if mapping.missing else ""
            console.print(Padding(f"answers it: {mapping.coverage} ({basis}){rest}", (0, 0, 0, 2)))
    descriptions = {assertion.rule: assertion.description for assertion in control.assertions}
    checks = {check.rule: check for check in assessment.checks}
    for rule in (*descriptions, *control.rules):
        check = checks.get(rule)
        if check is None:
            console.print(Padding(f"{rule}: met no resource to judge", (0, 0, 0, 2)), style="dim")
            continue
        _print_check(console, assessment, check, descriptions.get(rule, check.title), every=every)


def _print_check(console: Console, assessment: Assessment, check: CheckEntry, title: str, *, every: bool) -> None:
    counts = f"{len(check.passed) + check.passed_elsewhere} passed"
    for number, word in ((len(check.failed), "failed"), (len(check.errors), "unknown"), (len(check.waived), "waived")):
        counts += f", {number} {word}" if number else ""
    console.print(Padding(Text.assemble((check.rule, "cyan"), f"  {counts}  {title}"), (0, 0, 0, 2)))
    places = [
        *(
            f"{word}: {_place(assessment, finding)} {finding.message}{_waiver(finding)}"
            for word, findings in (("fails", check.failed), ("unknown", check.errors), ("waived", check.waived))
            for finding in findings
        ),
        *(f"passes: {_path(assessment, position)}" for position in check.passed),
    ]
    shown = places if every else places[:PLACES_SHOWN]
    for place in shown:
        console.print(Padding(Text(place), (0, 0, 0, 4)))
    if len(places) > len(shown):
        console.print(Padding(f"and {len(places) - len(shown)} more: --all names them", (0, 0, 0, 4)), style="dim")


def _waiver(finding: FindingEntry) -> str:
    return f" ({finding.waiver})" if finding.waiver else ""


def _place(assessment: Assessment, finding: FindingEntry) -> str:
    return finding.stack or finding.environment if finding.resource is None else _path(assessment, finding.resource)


def _path(assessment: Assessment, position: int) -> str:
    resource = assessment.resources[position]
    return resource.construct_path or f"{resource.stack}/{resource.logical_id}"
