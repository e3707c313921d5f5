"""The rows of the tables on the pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from landing_zone.assessment.model import CheckEntry, ControlEntry, DecisionEntry, MappingEntry
from landing_zone.assessment.waiver_entry import WaiverEntry
from landing_zone.reports.kinds import kind


@dataclass
class ResourceRow:
    """One resource, and the results of a page's checks on it."""

    stack: str
    logical_id: str
    type: str
    construct_path: str
    environment: str
    source: str
    page: str = ""
    """Its path in the site, from the root; "" for one of a stack without a page."""
    passed: int = 0
    failed: int = 0
    waived: int = 0
    undetermined: int = 0
    overruled: int = 0


@dataclass(frozen=True)
class KindRow:
    """Resources of one type and environment on which the checks of a page have the same results."""

    type: str
    kind: str
    """In plain words."""
    rows: tuple[ResourceRow, ...]

    @property
    def one(self) -> ResourceRow:
        """One of them, for the results that all have."""
        return self.rows[0]

    @property
    def notable(self) -> bool:
        """Whether a check of the page does not pass on them."""
        return bool(self.one.failed + self.one.undetermined + self.one.waived + self.one.overruled)

    @property
    def stacks(self) -> tuple[str, ...]:
        """The stacks they are in."""
        return tuple(sorted({row.stack for row in self.rows}))


@dataclass(frozen=True)
class ResourceGroup:
    """The resources of one environment, and how many of them have a check that does not pass."""

    environment: str
    """Its name; "" for resources of a template that belongs to none."""
    rows: tuple[ResourceRow, ...]
    account: str = ""
    region: str = ""

    @property
    def kinds(self) -> tuple[KindRow, ...]:
        """The resources, those with the same results together; what does not pass first."""
        found: dict[tuple[str, int, int, int, int, int], list[ResourceRow]] = {}
        for row in self.rows:
            results = (row.passed, row.failed, row.undetermined, row.waived, row.overruled)
            found.setdefault((row.type, *results), []).append(row)
        kinds = [KindRow(key[0], kind(key[0]), tuple(rows)) for key, rows in found.items()]
        kinds.sort(key=lambda k: (-k.one.failed, -k.one.undetermined, -k.one.waived, k.type, -k.one.passed))
        return tuple(kinds)

    @property
    def bad(self) -> int:
        """How many resources fail a check, or have one that is undetermined."""
        return sum(1 for row in self.rows if row.failed + row.undetermined)

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
    page: str = ""


@dataclass
class ProblemGroup:
    """Findings of one check with the same message, and their places."""

    check: CheckEntry
    word: str
    """fails, undetermined, advice, waived, or overruled."""
    message: str
    waiver: WaiverEntry | None
    """What covers it, for waived ones."""
    decision: DecisionEntry | None
    """What decides over the rule, for overruled ones."""
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

    @property
    def shown(self) -> bool:
        """Whether it was seen to fail when what it guards was broken."""
        return bool(self.entry.proofs)


@dataclass(frozen=True)
class CheckGroup:
    """Checks of one control with the same text and results: one rule is in several packs."""

    rows: tuple[CheckRow, ...]

    @property
    def one(self) -> CheckRow:
        """One of them, for the text and results that all have."""
        return self.rows[0]


@dataclass(frozen=True)
class ControlView:
    """A control, with its checks in the order in which the control names them."""

    control: ControlEntry
    checks: tuple[CheckRow, ...]
    """Those that judged something."""
    idle: tuple[str, ...]
    """Rules of the control that found no resource to judge."""
    left_out: tuple[CheckRow, ...] = ()
    """Checks that need what the zone lacks, somewhere or everywhere."""
    mapping: MappingEntry | None = None

    @property
    def groups(self) -> tuple[CheckGroup, ...]:
        """The checks, those with the same text and results together."""
        found: dict[tuple[object, ...], list[CheckRow]] = {}
        for row in self.checks:
            entry = row.entry
            bad = (entry.failed, entry.undetermined, entry.waived, entry.overruled)
            found.setdefault((row.text or row.rule, row.passed, *map(len, bad), row.shown), []).append(row)
        return tuple(CheckGroup(tuple(rows)) for rows in found.values())

    @property
    def shown(self) -> int:
        """How many of the checks that judged something were seen to fail."""
        return sum(row.shown for row in self.checks)
