"""What holds a control, in words: resources by type, places, and what was searched without a find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from landing_zone.assessment.held_by import held_by
from landing_zone.assessment.model import Assessment, CheckEntry, ControlEntry, ControlStatus

PLACES_SHOWN = 8
"""Places that are named; of the others the number is."""
HELD = (ControlStatus.HELD, ControlStatus.HELD_WITH_WAIVERS)
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
    if control.status not in HELD:
        return ()
    held = held_by(control, checks)
    types = Counter(assessment.resources[position].type for position in held.resources)
    found = [f"{number:,} {type_}" for type_, number in sorted(types.items())]
    found += held.places if every else held.places[:PLACES_SHOWN]
    if not every and len(held.places) > PLACES_SHOWN:
        found.append(f"{len(held.places) - PLACES_SHOWN:,} more places")
    found += (
        f"a search of {len(search.stacks):,} stacks that found no {' and no '.join(search.types)}"
        for search in dict.fromkeys(held.searches)
    )
    return tuple(found)
