"""``lz controls``: the controls and their verdicts, and the requirements counted by status."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from landing_zone.assessment.evidence_model import Stage
from landing_zone.assessment.model import Assessment, ControlEntry, ControlStatus
from landing_zone.cli.commands.options import AssemblyArgument, EvidenceOption, assessment_of
from landing_zone.console.console import output_console, say
from landing_zone.reports.stage_words import evidence_words, stage_words

_COLOURS = {
    ControlStatus.HELD: "green",
    ControlStatus.HELD_WITH_WAIVERS: "green",
    ControlStatus.WATCHED: "blue",
    ControlStatus.WAIVED: "yellow",
    ControlStatus.NOT_HELD: "bold red",
    ControlStatus.NOT_APPLICABLE: "dim",
    ControlStatus.NOT_IN_THIS_SHAPE: "yellow",
    ControlStatus.MANUAL: "cyan",
}


def controls(
    assembly: AssemblyArgument = Path("cdk.out"),
    summary: Annotated[bool, typer.Option("--summary", help="Only the counts by status.")] = False,
    evidence: EvidenceOption = None,
) -> None:
    """List the controls with their verdicts, as of the last synth."""
    assessment = assessment_of(assembly, evidence)
    console = output_console()
    if not summary:
        for control in assessment.controls:
            _print(console, control, assessment)
        console.print()
    counts = Counter(control.status for control in assessment.controls)
    _print_counts(console, _number(len(assessment.controls), "control"), {s.value: n for s, n in counts.items()})
    for framework in assessment.frameworks:
        number = _number(sum(framework.counts.values()), "requirement")
        _print_counts(console, f"{framework.title}: {number}", framework.counts)
    if assessment.frameworks:
        say(console, "Counted are the requirements that are tested. Headings and superseded ones are not.")
    for one in stage_words(assessment):
        say(console, f": {one.verdict}. {one.sentence}", head=one.name, head_style="bold")
    if assessment.evidence:
        say(console, evidence_words(assessment), style="dim")


def _print(console: Console, control: ControlEntry, assessment: Assessment) -> None:
    """Print the verdict and the title, then what the control answers: a line for each framework."""
    counts = [
        f"{number} {word}"
        for number, word in (
            (control.passed, "passed"),
            (control.failed, "failed"),
            (control.undetermined, "undetermined"),
            (control.waived, "waived"),
            (control.overruled, "overruled"),
        )
        if number
    ]
    run = assessment.evidence.of_control(control.id) if assessment.evidence else None
    if run is not None and run.deployed is Stage.FAILS:
        counts.append("not deployed as judged")
    if run is not None and run.operating is not Stage.NOT_ASKED:
        counts.append(f"in operation {run.operating}")
    head = f"{control.id}  {control.status}"
    title = f"  {control.title}" if not counts else f", {', '.join(counts)}  {control.title}"
    say(console, title, head=head, head_style=_COLOURS[control.status])
    for framework, ids in answered(control).items():
        say(console, ", ".join(ids), indent=4, head=f"{framework}  ", style="dim")
    if not control.requirements:
        say(console, "answers no requirement; the zone's own resilience", indent=4, style="dim")


def answered(control: ControlEntry) -> dict[str, list[str]]:
    """Return the requirements that a control answers, by framework, in the order of its file."""
    found: dict[str, list[str]] = {}
    for mapping in control.requirements:
        found.setdefault(mapping.framework, []).append(mapping.requirement)
    return found


def _number(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _print_counts(console: Console, heading: str, counts: dict[str, int]) -> None:
    say(console, heading, style="bold")
    for status, number in sorted(counts.items()):
        if number:
            say(console, f"{number:6} {status}")
