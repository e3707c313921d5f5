"""What holds a control, in words: resources by type, places, answers, and what was searched without a find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from landing_zone.assessment.held_by import held_by
from landing_zone.assessment.model import Assessment, CheckEntry, ControlEntry, ControlStatus
from landing_zone.assessment.requirement_status import HOLDING

PLACES_SHOWN = 8
"""Places that are named; of the others the number is."""
_WATCHED = "nothing in the templates; AWS Config or Security Hub would find a deviation"


def held_words(
    control: ControlEntry, assessment: Assessment, checks: Mapping[str, CheckEntry], *, every: bool = False
) -> tuple[str, ...]:
    """Return what holds a control; nothing for one that neither holds nor is watched.

    Args:
        control: of the assessment.
        assessment: the whole of it.
        checks: rule to its check.
        every: name every place.
    """
    if control.status is ControlStatus.WATCHED:
        return (_WATCHED,)
    if control.status not in HOLDING:
        return ()
    held = held_by(control, checks)
    types = Counter(assessment.resources[position].type for position in held.resources)
    found = [f"{number:,} {type_}" for type_, number in sorted(types.items())]
    found += held.places if every else held.places[:PLACES_SHOWN]
    if not every and len(held.places) > PLACES_SHOWN:
        more = len(held.places) - PLACES_SHOWN
        found.append(f"{more:,} more {'place' if more == 1 else 'places'}")
    run = assessment.evidence.of_control(control.id) if assessment.evidence else None
    if run and run.passed:
        found.append(f"{run.passed:,} {'answer' if run.passed == 1 else 'answers'} of running accounts")
    found += (
        f"a search of {len(search.stacks):,} {'stack' if len(search.stacks) == 1 else 'stacks'}"
        f" that found no {' and no '.join(search.types)}"
        for search in dict.fromkeys(held.searches)
    )
    return tuple(found)
