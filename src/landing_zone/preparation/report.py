"""The outcome of `lz doctor` and `lz prepare`, as text and as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console

from landing_zone.preparation.ask import Outcome, Repair, Status
from landing_zone.preparation.model import PreparationFile, Prerequisite

_STYLES = {Status.MET: "green", Status.NOT_MET: "red", Status.NOT_ASKED: "red", Status.LATER: "dim"}


def as_data(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return the outcome for JSON: the counts, and each prerequisite in each place."""
    return {
        "counts": counts_of(outcomes),
        "prerequisites": [
            {
                "id": outcome.item.prerequisite.id,
                "what": outcome.item.prerequisite.what,
                "why": outcome.item.prerequisite.why,
                "account": outcome.item.environment.account.name,
                "account_id": outcome.item.environment.account.id,
                "region": outcome.item.environment.region,
                "item": outcome.item.label,
                "status": outcome.status.value,
                "reason": outcome.why,
                "needed": needed(outcome.item.prerequisite),
                "fix": _fix_of(outcome.repair),
                "source": outcome.item.prerequisite.source.page,
            }
            for outcome in outcomes
        ],
    }


def counts_of(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Return how many places have each status."""
    found = Counter(outcome.status for outcome in outcomes)
    return {status.value: found[status] for status in Status}


def needed(one: Prerequisite) -> str:
    """Return when a prerequisite is met: "before Baseline"."""
    if one.made_by:
        return f"made by {one.made_by}"
    return f"before {one.before}" if one.before else f"after {one.after}"


def print_outcomes(
    parts: Sequence[PreparationFile], outcomes: Sequence[Outcome], names: Mapping[str, str], console: Console
) -> None:
    """Print each prerequisite of a zone, with the places where it is not met, and what meets it there.

    Args:
        parts: the prerequisites.
        outcomes: of all places.
        names: account id to name.
        console: where to.
    """
    by_id: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_id.setdefault(outcome.item.prerequisite.id, []).append(outcome)
    for part in parts:
        there = [one for one in part.prerequisites if one.id in by_id]
        if there:
            console.print(part.title, style="bold", markup=False, soft_wrap=True)
        for one in there:
            _print_one(one, by_id[one.id], names, console)
    counts = ", ".join(f"{number} {status}" for status, number in counts_of(outcomes).items())
    ready = all(outcome.status in (Status.MET, Status.LATER) for outcome in outcomes)
    console.print("[bold green]READY[/]  " if ready else "[bold red]NOT READY[/]  ", end="")
    console.print(counts, markup=False, soft_wrap=True)


def commands(repairs: Sequence[Repair], names: Mapping[str, str]) -> Iterator[str]:
    """Yield the commands of some calls, under the account whose credentials they need."""
    account = ""
    for repair in repairs:
        if repair.account != account:
            account = repair.account
            yield f"# in {names[account]} ({account})"
        yield repair.command


def _print_one(one: Prerequisite, outcomes: Sequence[Outcome], names: Mapping[str, str], console: Console) -> None:
    worst = next(s for s in (Status.NOT_MET, Status.NOT_ASKED, Status.LATER, Status.MET) if _any(outcomes, s))
    count = sum(outcome.status is worst for outcome in outcomes)
    of_all = f" ({count} of {len(outcomes)})" if len(outcomes) > 1 and worst is not Status.MET else ""
    console.print(f"  [{_STYLES[worst]}]{worst.value:10}[/]", end="")
    console.print(f"{one.id:27}{one.what}; {needed(one)}{of_all}", markup=False, soft_wrap=True)
    grouped: dict[tuple[str, str, Repair | None], list[str]] = {}
    for outcome in outcomes:
        if outcome.status in (Status.NOT_MET, Status.NOT_ASKED):
            place = " ".join(filter(None, (outcome.item.where, outcome.item.label)))
            grouped.setdefault((outcome.status.value, outcome.why, outcome.repair), []).append(place)
    for (_, why, repair), places in grouped.items():
        console.print(f"      {', '.join(places)}{f': {why}' if why else ''}", markup=False, soft_wrap=True)
        if repair is not None and repair.command:
            where = f"   # in {names[repair.account]}" if repair.account else ""
            console.print(f"        {repair.command}{where}", markup=False, soft_wrap=True)
        if repair is not None and repair.text:
            console.print(f"        {repair.text}", markup=False, soft_wrap=True)


def _any(outcomes: Sequence[Outcome], status: Status) -> bool:
    return any(outcome.status is status for outcome in outcomes)


def _fix_of(repair: Repair | None) -> dict[str, Any] | None:
    if repair is None:
        return None
    parts = {"text": repair.text, "command": repair.command, "account_id": repair.account, "region": repair.region}
    return {**{name: value for name, value in parts.items() if value}, "prepare": repair.run}
