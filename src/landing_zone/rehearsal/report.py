"""Prints the result of a rehearsal."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from landing_zone.rehearsal.deliveries import REFUSED, RESULTS, UNCONFIRMED, by_service
from landing_zone.rehearsal.result import (
    CREATED,
    DIFFERING,
    MISSING,
    NOT_EMULATED,
    STATUSES,
    UNDETERMINED,
    Rehearsal,
)

Say = Callable[..., None]

SHOWN = 20
"""Resources listed one by one; the JSON file has them all."""


def print_result(result: Rehearsal, console: Console) -> None:
    """Print counts by type, then each resource that differs, then what was not emulated or is undetermined."""

    def say(text: str = "") -> None:
        console.print(text, markup=False, soft_wrap=True)

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("type")
    used = [status for status in STATUSES if result.counts()[status]] or [CREATED]
    for status in used:
        table.add_column(status.replace("-", " "), justify="right")
    for kind, counts in result.counts_by_type().items():
        table.add_row(kind, *(str(counts[status] or "") for status in used))
    console.print(table)
    say()
    _wrong(result, say)
    _not_shown(result, say)
    _deliveries(result, say)
    counts = result.counts()
    deployed = sum(stack.deployed for stack in result.stacks)
    say(f"{deployed} of {len(result.stacks)} stacks; {sum(counts.values())} resources declared: " + ", ".join(
        f"{counts[status]} {status.replace('-', ' ')}" for status in STATUSES
    ))  # fmt: skip
    steps = ", ".join(f"{step} {seconds:.0f} s" for step, seconds in result.seconds.items())
    say(f"{steps}; emulator {result.memory_bytes / 1e6:.0f} MB")


def _wrong(result: Rehearsal, say: Say) -> None:
    for failure in result.failures:
        say(failure)
        say()
    for stack in result.stacks:
        if not stack.deployed:
            say(f"not deployed  {stack.name}: {stack.status or 'no stack'}; {stack.reason}")
    shown = 0
    for stack in result.stacks:
        for resource in stack.resources:
            if resource.status not in (DIFFERING, MISSING) or not stack.deployed:
                continue
            shown += 1
            if shown > SHOWN:
                continue
            say(f"{resource.status}  {stack.name} {resource.logical_id} ({resource.type}) {resource.reason}")
            for path, declared, actual in resource.differences:
                say(f"    {path}: declared {_short(declared)}, is {_short(actual)}")
    if shown > SHOWN:
        say(f"... and {shown - SHOWN} more; --json FILE has them all")
    wrong = [removal for removal in result.removals if removal.wrong]
    for removal in wrong[:SHOWN]:
        said = "stayed, and was to go" if removal.there else "went, and was to stay"
        say(f"{said}: {removal.stack} {removal.logical_id} ({removal.type}) {removal.physical_id}")
    if len(wrong) > SHOWN:
        say(f"... and {len(wrong) - SHOWN} more; --json FILE has them all")
    if result.removals:
        stayed = sum(removal.there is True for removal in result.removals)
        gone = sum(removal.there is False for removal in result.removals)
        rest = len(result.removals) - stayed - gone
        say(f"destroyed: {gone} gone, {stayed} retained, {rest} undetermined")


def _deliveries(result: Rehearsal, say: Say) -> None:
    """Print what is refused, once for each reason, and how many requests were tried, by service."""
    for result_, word in ((REFUSED, "refused"), (UNCONFIRMED, "unconfirmed, as AWS's pages leave open how it is sent")):
        found = [one for one in result.deliveries if one.result == result_]
        for one in found[:SHOWN]:
            say(f"{word}: {one.place}: {one.reason} ({one.contract})")
        if len(found) > SHOWN:
            say(f"... and {len(found) - SHOWN} more; --json FILE has them all")
    if result.deliveries:
        say(f"{len(result.deliveries)} requests of deliveries tried: " + "; ".join(
            f"{service} {', '.join(f'{counts[one]} {one}' for one in RESULTS if counts[one])}"
            for service, counts in by_service(result.deliveries).items()
        ))  # fmt: skip


def _not_shown(result: Rehearsal, say: Say) -> None:
    types = {kind: counts[NOT_EMULATED] for kind, counts in result.counts_by_type().items() if counts[NOT_EMULATED]}
    if types:
        say("not emulated, so nothing is shown of: " + ", ".join(f"{kind} ({n})" for kind, n in types.items()))
    for kind, properties in result.unemulated_properties().items():
        say(
            f"not emulated properties of {kind}: "
            + ", ".join(f"{name} ({n})" for name, n in sorted(properties.items()))
        )
    reasons: dict[str, set[str]] = {}
    for resource in result.resources:
        if resource.status == UNDETERMINED:
            reasons.setdefault(resource.type, set()).add(resource.reason)
    for kind, why in sorted(reasons.items()):
        say(f"undetermined: {kind}: {'; '.join(sorted(why)[:3])}")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 100 else text[:97] + "..."
