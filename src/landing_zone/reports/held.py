"""What holds a control, as its page shows it: resources by type, places by name, and searches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from landing_zone.assessment.held_by import held_by
from landing_zone.assessment.model import Assessment, CheckEntry, ControlEntry
from landing_zone.assessment.run_model import SearchEntry
from landing_zone.reports.kinds import kind


@dataclass(frozen=True)
class TypeRow:
    """Resources of one type by which a control is held.

    Args:
        type: CloudFormation's name.
        kind: in plain words.
        number: of resources.
        stacks: that they are in, sorted.
    """

    type: str
    kind: str
    number: int
    stacks: tuple[str, ...]


@dataclass(frozen=True)
class HeldRows:
    """What holds a control, as its page shows it: resources by type, places by name, and searches."""

    types: tuple[TypeRow, ...]
    places: tuple[str, ...]
    searches: tuple[SearchEntry, ...]


def held_rows(
    control: ControlEntry, assessment: Assessment, checks: Mapping[str, CheckEntry], environments: Mapping[str, str]
) -> HeldRows:
    """Return what holds a control.

    Args:
        control: of the assessment.
        assessment: the whole of it.
        checks: rule to its check.
        environments: ``account/region`` to the environment's name.
    """
    held = held_by(control, checks)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for position in held.resources:
        found[assessment.resources[position].type].append(assessment.resources[position].stack)
    types = (TypeRow(type_, kind(type_), len(stacks), tuple(sorted({*stacks}))) for type_, stacks in found.items())
    return HeldRows(
        tuple(sorted(types, key=lambda row: row.type)),
        tuple(_named(place, environments) for place in held.places),
        tuple(dict.fromkeys(held.searches)),
    )


def _named(place: str, environments: Mapping[str, str]) -> str:
    word, _, environment = place.partition(" ")
    return f"{word} {environments[environment]}" if environment in environments else place
