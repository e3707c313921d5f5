"""The result of an evidence run for a group of controls: deployed, operating, and the age of the answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from landing_zone.assessment.evidence_model import ControlEvidence, Stage, worst_stage

STAGE_MEANINGS: dict[Stage, str] = {
    Stage.HOLDS: "The running accounts were queried, and every answer passes.",
    Stage.FAILS: "At least one answer from a running account fails.",
    Stage.UNDETERMINED: "Queried, and without an answer in at least one place. It never counts as a pass.",
    Stage.STALE: "An answer is older than the limit, so it counts as missing.",
    Stage.MISSING: "A query exists, and it was not run, or nothing is there.",
    Stage.NOT_ASKED: (
        "Running accounts were not asked; or no query is about it, and no rule of AWS Config or Security Hub answered."
    ),
}


@dataclass(frozen=True)
class Operation:
    """The result of a run for the controls of one page.

    Args:
        deployed: the worst of them; ``NOT_ASKED`` counts least.
        operating: the same.
        age_days: of the oldest answer; ``None`` without answers.
        rows: one for each control of the run.
    """

    deployed: Stage
    operating: Stage
    age_days: int | None
    rows: tuple[ControlEvidence, ...]

    @property
    def asked(self) -> int:
        """How many of the controls have a query."""
        return sum(row.operating is not Stage.NOT_ASKED for row in self.rows)


def operation_of(rows: Iterable[ControlEvidence]) -> Operation:
    """Join the results of a run for some controls; the worst decides."""
    found = tuple(rows)
    ages = [row.age_days for row in found if row.age_days is not None]
    return Operation(
        deployed=worst_stage(row.deployed for row in found),
        operating=worst_stage(row.operating for row in found),
        age_days=max(ages, default=None),
        rows=found,
    )
