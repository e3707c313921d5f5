"""``lz controls``: the controls and their verdicts, and the requirements counted by status."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from landing_zone.assessment.model import Assessment, ControlStatus
from landing_zone.commands.options import AssemblyArgument, EvidenceOption, assessment_of
from landing_zone.console import output_console

_COLOURS = {
    ControlStatus.HELD: "green",
    ControlStatus.WAIVED: "yellow",
    ControlStatus.NOT_HELD: "bold red",
    ControlStatus.NOT_APPLICABLE: "dim",
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
        console.print(_table(assessment))
    counts = Counter(control.status for control in assessment.controls)
    console.print(f"{len(assessment.controls)} controls: {_counted({s.value: n for s, n in counts.items()})}")
    for framework in assessment.frameworks:
        number = sum(framework.counts.values())
        console.print(f"{framework.title}: {number} requirements: {_counted(framework.counts)}", soft_wrap=True)


def _table(assessment: Assessment) -> Table:
    table = Table("control", "status", "passed", "failed", "waived", "title", "answers", box=None)
    for control in assessment.controls:
        table.add_row(
            control.id,
            f"[{_COLOURS[control.status]}]{control.status}[/]",
            str(control.passed),
            str(control.failed + control.errors),
            str(control.waived),
            control.title,
            ", ".join(f"{m.framework} {m.requirement}" for m in control.requirements),
        )
    return table


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {status}" for status, number in sorted(counts.items()) if number)
