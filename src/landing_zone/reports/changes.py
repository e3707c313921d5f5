"""The differences from an earlier assessment, for the page "What changed"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from landing_zone.assessment.model import Assessment
from landing_zone.assessment.waiver_entry import WaiverEntry
from landing_zone.diff.answers import claim_changes, control_changes, requirement_changes
from landing_zone.diff.model import ControlChange, Direction, RequirementChange

_Entry = TypeVar("_Entry")


@dataclass(frozen=True)
class Changed:
    """Names of one kind of thing that are new, are gone, or changed; each sorted."""

    appeared: tuple[str, ...]
    disappeared: tuple[str, ...]
    other: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.appeared or self.disappeared or self.other)


@dataclass(frozen=True)
class Changes:
    """Everything that differs between two assessments and that an auditor reads.

    Args:
        since: the day of the earlier one.
        commit: of the earlier one; "" when it is not known.
        requirements: tested ones whose status changed, the worse first.
        controls: whose verdict changed, the worse first.
        claims: those that are new, and those that are gone.
        waivers: by id; a changed one has other words, places or days.
        stacks: by name; a changed one has another template.
        frameworks: by id; a changed one has another edition.
        tools: engines and packages with their versions.
    """

    since: date
    commit: str
    requirements: tuple[RequirementChange, ...]
    controls: tuple[ControlChange, ...]
    claims: Changed
    waivers: Changed
    stacks: Changed
    frameworks: Changed
    tools: Changed

    @property
    def nothing(self) -> bool:
        """Whether the two are equal."""
        return not any(
            (self.requirements, self.controls, self.claims, self.waivers, self.stacks, self.frameworks, self.tools)
        )

    def count(self, direction: Direction) -> int:
        """Return how many requirements changed in that direction."""
        return sum(change.direction is direction for change in self.requirements)


def changes_since(old: Assessment, new: Assessment) -> Changes:
    """Compare two assessments.

    Args:
        old: the earlier one.
        new: the one that is reported.
    """
    order = list(Direction)
    claims = claim_changes(old, new)
    return Changes(
        since=old.as_of,
        commit=old.provenance.commit if old.provenance else "",
        requirements=tuple(sorted(requirement_changes(old, new), key=lambda change: order.index(change.direction))),
        controls=tuple(sorted(control_changes(old, new), key=lambda change: order.index(change.direction))),
        claims=Changed(
            tuple(change.claim for change in claims if change.appeared),
            tuple(change.claim for change in claims if not change.appeared),
            (),
        ),
        waivers=_changed(_waivers(old), _waivers(new)),
        stacks=_changed({s.name: s.digest for s in old.stacks}, {s.name: s.digest for s in new.stacks}),
        frameworks=_changed({f.id: f.edition for f in old.frameworks}, {f.id: f.edition for f in new.frameworks}),
        tools=_changed(_tools(old), _tools(new), with_value=True),
    )


def _changed(old: Mapping[str, _Entry], new: Mapping[str, _Entry], *, with_value: bool = False) -> Changed:
    def names(keys: Iterable[str], source: Mapping[str, _Entry]) -> tuple[str, ...]:
        return tuple(f"{key} {source[key]}" if with_value else key for key in sorted(keys))

    both = sorted(key for key in old.keys() & new.keys() if old[key] != new[key])
    return Changed(
        names(new.keys() - old.keys(), new),
        names(old.keys() - new.keys(), old),
        tuple(f"{key}: {old[key]} became {new[key]}" if with_value else key for key in both),
    )


def _waivers(assessment: Assessment) -> dict[str, WaiverEntry]:
    entries = (*assessment.waivers, *assessment.security_hub_waivers)
    # Days left fall by one each day: that alone is not a change.
    return {entry.id: entry.model_copy(update={"days_left": 0}) for entry in entries}


def _tools(assessment: Assessment) -> dict[str, str]:
    tools = {engine.name: engine.version for engine in assessment.engines}
    return tools | (assessment.provenance.packages if assessment.provenance else {})
