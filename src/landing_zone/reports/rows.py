"""What the tables of the pages show, a row each."""

from __future__ import annotations

from dataclasses import dataclass, field

from landing_zone.assessment.model import CheckEntry, ControlEntry, MappingEntry, WaiverEntry


@dataclass
class ResourceRow:
    """One resource, and how the checks of a page went on it."""

    stack: str
    logical_id: str
    type: str
    construct_path: str
    environment: str
    source: str
    passed: int = 0
    failed: int = 0
    waived: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class ResourceGroup:
    """The resources of one environment, and how many of them have a check that does not pass."""

    environment: str
    """Its name; "" for resources of a template that belongs to none."""
    rows: tuple[ResourceRow, ...]

    @property
    def bad(self) -> int:
        """How many resources fail a check, or have one that could not tell."""
        return sum(1 for row in self.rows if row.failed + row.unknown)

    @property
    def waived(self) -> int:
        """How many resources have a waived finding."""
        return sum(1 for row in self.rows if row.waived)


@dataclass(frozen=True)
class Place:
    """Where one finding was made."""

    place: str
    logical_id: str
    environment: str
    detail: str
    source: str


@dataclass
class ProblemGroup:
    """What one rule found in the same words, and everywhere it found it."""

    rule: str
    word: str
    """fails, unknown, or waived."""
    message: str
    waiver: WaiverEntry | None
    """What covers it, for waived ones."""
    places: list[Place] = field(default_factory=list)


@dataclass(frozen=True)
class CheckRow:
    """One check of a control: its rule, what it says, and its results."""

    rule: str
    text: str
    entry: CheckEntry

    @property
    def passed(self) -> int:
        """Passes, about single resources and otherwise."""
        return len(self.entry.passed) + self.entry.passed_elsewhere


@dataclass(frozen=True)
class ControlView:
    """A control, with its checks in the order in which the control names them."""

    control: ControlEntry
    checks: tuple[CheckRow, ...]
    """Those that judged something."""
    idle: tuple[str, ...]
    """Rules of the control that met no resource to judge."""
    mapping: MappingEntry | None = None
