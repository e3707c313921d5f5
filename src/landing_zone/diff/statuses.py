"""Whether a status is worse than another."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from landing_zone.assessment.model import ControlStatus, RequirementStatus
from landing_zone.diff.model import Direction

ABSENT = "absent"

_REQUIREMENT_RANK: dict[str, int] = {
    RequirementStatus.PROVEN: 5,
    RequirementStatus.CHECKED: 4,
    RequirementStatus.PARTLY_MET: 3,
    RequirementStatus.RUN_TIME_ONLY: 2,
    RequirementStatus.WAIVED: 1,
    RequirementStatus.NOT_MET: 0,
}
"""*Run time only* ranks below *partly met*: nothing in the templates holds it. A waiver ranks below both: something is
known to deviate."""

_CONTROL_RANK: dict[str, int] = {
    ControlStatus.HELD: 5,
    ControlStatus.HELD_WITH_WAIVERS: 4,
    ControlStatus.WATCHED: 3,
    ControlStatus.WAIVED: 2,
    ControlStatus.NOT_APPLICABLE: 1,
    ControlStatus.NOT_IN_THIS_SHAPE: 1,
    ControlStatus.NOT_HELD: 0,
}
"""*Watched* ranks above *waived*: with a waiver something is known to deviate, when watched nothing is."""


def requirement_direction(before: str, after: str) -> Direction:
    """Return how a requirement's status changed.

    One that was left to people or to AWS and is not met now got worse. One that disappeared got worse: it is no longer
    checked. One that checks answered, and that is left to people or to AWS now, got worse too; one that nothing
    answered, and that is left to them now, only has another description.

    One that the configuration makes not applicable got worse, whatever it was: it is not answered any more, and a
    reviewer has to see that. One that begins to apply is new, and worse only where it is not met. One that another
    requirement replaced is neither: the standard changed, not the zone.
    """
    if before == ABSENT or RequirementStatus.SUPERSEDED in (before, after):
        return Direction.OTHER
    if after in (ABSENT, RequirementStatus.NOT_APPLICABLE):
        return Direction.WORSE
    if before == RequirementStatus.NOT_APPLICABLE:
        return Direction.WORSE if after == RequirementStatus.NOT_MET else Direction.OTHER
    then, now = _REQUIREMENT_RANK.get(before), _REQUIREMENT_RANK.get(after)
    if then is not None and now is None:
        return Direction.WORSE if then > 0 else Direction.OTHER
    return _direction(then, now)


def shape_direction(had: AbstractSet[str], has: AbstractSet[str]) -> Direction | None:
    """Return how a requirement changed by the features that its controls lack; ``None`` where that says nothing.

    One whose controls lack something more got worse, whatever its status says: what failed is not made good by that.
    """
    if has - had:
        return Direction.WORSE
    return Direction.BETTER if had - has else None


def waiver_direction(before: AbstractSet[str], after: AbstractSet[str]) -> Direction:
    """Return how a requirement of the same status changed by a waiver that is new; one may replace another."""
    return Direction.WAIVED if before <= after else Direction.OTHER


def control_direction(before: str, after: str) -> Direction:
    """Return how a control's verdict changed; one that disappeared, or is left to a person, got worse.

    One that the zone's shape leaves out now got worse, whatever it was: what failed is not made good by that.
    """
    idle = {ControlStatus.NOT_APPLICABLE, ControlStatus.NOT_IN_THIS_SHAPE}
    if before == ABSENT or {before, after} <= idle:
        return Direction.OTHER
    if after == ControlStatus.NOT_IN_THIS_SHAPE:
        return Direction.WORSE
    if after == ABSENT:
        return Direction.WORSE
    then, now = _CONTROL_RANK.get(before), _CONTROL_RANK.get(after)
    return Direction.WORSE if then is not None and now is None else _direction(then, now)


def _direction(then: int | None, now: int | None) -> Direction:
    if then is None or now is None:
        if now == 0:  # it was not known to be broken
            return Direction.WORSE
        return Direction.OTHER if then == now else Direction.BETTER
    return Direction.WORSE if now < then else Direction.BETTER
