"""Prints a run in a few lines: what fails, what is undetermined, and the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from landing_zone.evidence.diff import Difference
from landing_zone.evidence.model import EvidenceAnswer, EvidenceRun, Verdict

_COLOURS = {Verdict.PASS: "green", Verdict.FAIL: "bold red", Verdict.UNDETERMINED: "yellow"}
_SHOWN = 40
"""Number of failing answers to print; more would hide the counts. All of them are in the run's folder."""


def print_run(run: EvidenceRun, console: Console) -> None:
    """Print what fails, why something is undetermined, and the counts."""
    if run.emulated:
        console.print(
            Text(f"an emulator answered ({run.settings.endpoint_url}): not evidence of AWS", "yellow"), soft_wrap=True
        )
    failing = [answer for answer in run.answers if answer.verdict is Verdict.FAIL]
    for answer in failing[:_SHOWN]:
        console.print(_row(answer), soft_wrap=True)
    if len(failing) > _SHOWN:
        console.print(f"... and {len(failing) - _SHOWN} more that fail")
    for (query, kind, code), number in sorted(_undetermined(run).items()):
        what = f"{query}: {_number(number, 'time', 'times')} {kind} ({code})"
        console.print(Text.assemble(("undetermined ", "yellow"), what), soft_wrap=True)
    for entry in run.asks:
        if entry.error is not None:
            console.print(
                Text(f"note    {entry.query} could not run ({entry.error.code}): queried account by account"),
                soft_wrap=True,
            )
    counts = ", ".join(f"{run.counts[verdict.value]} {verdict.value}" for verdict in Verdict)
    covered = sum(bool(entry.covered_by) for entry in run.asks)
    console.print(
        f"{_number(len(run.asks), 'query', 'queries')} in {_number(len(run.settings.accounts), 'account', 'accounts')}"
        f"{f', {covered} of them answered by aggregates' if covered else ''}: {counts}"
    )


def print_differences(found: Sequence[Difference], console: Console) -> None:
    """Print each difference, the bad ones first, and the number of each kind."""
    for difference in found:
        colour = "bold red" if difference.worse else ""
        answer = difference.answer
        what = f"{answer.environment} {', '.join(answer.controls)}: {answer.sentence}"
        console.print(Text.assemble((f"{difference.change:22}", colour), what), soft_wrap=True)
    counts = Counter(difference.change.value for difference in found)
    console.print(", ".join(f"{number} {change}" for change, number in counts.items()) or "nothing changed")


def _number(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _row(answer: EvidenceAnswer) -> Text:
    return Text.assemble(
        ("fail    ", _COLOURS[Verdict.FAIL]), f"{answer.environment} {', '.join(answer.controls)}: {answer.sentence}"
    )


def _undetermined(run: EvidenceRun) -> Counter[tuple[str, str, str]]:
    return Counter(
        (answer.query, answer.error.kind.value, answer.error.code) for answer in run.answers if answer.error is not None
    )
