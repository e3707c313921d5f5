"""What the run of evidence says of some controls together: deployed, operating, and how old the answers are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from landing_zone.assessment.evidence_model import ControlEvidence, Stage

_WORST_FIRST = (Stage.FAILS, Stage.UNDETERMINED, Stage.STALE, Stage.MISSING, Stage.HOLDS, Stage.NOT_ASKED)

STAGE_MEANINGS: dict[Stage, str] = {
    Stage.HOLDS: "Asked in the running accounts, and every answer passes.",
    Stage.FAILS: "At least one answer from a running account fails.",
    Stage.UNDETERMINED: "Asked, and without an answer in at least one place. It never counts as a pass.",
    Stage.STALE: "An answer is older than the limit, so it counts as missing.",
    Stage.MISSING: "A question exists, and nothing was asked, or nothing is there.",
    Stage.NOT_ASKED: "No question that can be asked of AWS shows it.",
}


@dataclass(frozen=True)
class Operation:
    """What a run says of the controls of one page.

    Args:
        deployed: the worst of them; ``NOT_ASKED`` counts for least.
        operating: the same.
        age_days: of the oldest answer; ``None`` without answers.
        rows: one for each control that the run knows.
    """

    deployed: Stage
    operating: Stage
    age_days: int | None
    rows: tuple[ControlEvidence, ...]

    @property
    def asked(self) -> int:
        """How many of the controls have a question."""
        return sum(row.operating is not Stage.NOT_ASKED for row in self.rows)


def operation_of(rows: Iterable[ControlEvidence]) -> Operation:
    """Join what a run says of some controls; the worst decides."""
    found = tuple(rows)
    ages = [row.age_days for row in found if row.age_days is not None]
    return Operation(
        deployed=_worst(row.deployed for row in found),
        operating=_worst(row.operating for row in found),
        age_days=max(ages, default=None),
        rows=found,
    )


def _worst(stages: Iterable[Stage]) -> Stage:
    return min(stages, key=_WORST_FIRST.index, default=Stage.NOT_ASKED)
