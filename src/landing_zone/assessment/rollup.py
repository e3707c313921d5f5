"""The status of a requirement with parts, from the leaves below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from landing_zone.assessment.model import ControlStatus, RequirementStatus
from landing_zone.assessment.requirement_result import Contribution, RequirementResult, named

_BY_TEMPLATES = {RequirementStatus.PROVEN, RequirementStatus.CHECKED, RequirementStatus.PARTLY_MET}
_DONE = {RequirementStatus.PROVEN, RequirementStatus.CHECKED, RequirementStatus.INHERITED}


def status_of_section(
    leaves: Sequence[tuple[str, RequirementResult]], direct: Sequence[Contribution]
) -> RequirementResult:
    """Judge a requirement by the leaves below it: its status is not better than that of its worst part.

    Args:
        leaves: id and result of each, in the framework's order; at least one.
        direct: controls mapped to this requirement itself. They can break it; they do not answer its leaves.
    """
    counts = Counter(answer.status for _, answer in leaves)
    why = (
        f"Of {len(leaves)} below it: "
        + ", ".join(f"{counts[s]} {s.value}" for s in RequirementStatus if counts[s])
        + "."
    )
    missing = tuple(f"{id_}: {answer.status.value}" for id_, answer in leaves if answer.status not in _DONE)
    if broken := [c for c in direct if c.control.status is ControlStatus.NOT_HELD]:
        return RequirementResult(RequirementStatus.NOT_MET, f"Not held: {named(broken)}. {why}", missing)
    return RequirementResult(_status(set(counts)), why, missing)


def _status(present: set[RequirementStatus]) -> RequirementStatus:
    if len(present) == 1:
        return next(iter(present))
    for worst in (RequirementStatus.NOT_MET, RequirementStatus.WAIVED):
        if worst in present:
            return worst
    if present == {RequirementStatus.PROVEN, RequirementStatus.CHECKED}:
        return RequirementStatus.CHECKED
    if present & _BY_TEMPLATES:
        return RequirementStatus.PARTLY_MET
    return (
        RequirementStatus.ORGANISATIONAL
        if RequirementStatus.ORGANISATIONAL in present
        else RequirementStatus.RUN_TIME_ONLY
    )
