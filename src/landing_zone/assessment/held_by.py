"""What a control is held by: resources, places, and searches that found nothing of what may not be there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from landing_zone.assessment.checks import SEARCHED
from landing_zone.assessment.model import CheckEntry, ControlEntry
from landing_zone.assessment.run_model import SearchEntry


@dataclass(frozen=True, slots=True)
class HeldBy:
    """What the checks of a control pass on, without those that only watch.

    Args:
        resources: sorted positions in ``Assessment.resources``: what passes, and what a presence holds by.
        places: sorted; environments, stacks and accounts, as in ``CheckEntry.elsewhere``.
        searches: of the templates, by the order of the control's rules.
    """

    resources: tuple[int, ...]
    places: tuple[str, ...]
    searches: tuple[SearchEntry, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing holds the control."""
        return not (self.resources or self.places or self.searches)


def held_by(control: ControlEntry, checks: Mapping[str, CheckEntry]) -> HeldBy:
    """Return what holds a control.

    Args:
        control: one of the assessment.
        checks: rule to its check, as :func:`landing_zone.assessment.checks.by_rule` gives them.
    """
    rules = (*control.rules, *(assertion.rule for assertion in control.assertions))
    own = {checks[rule].rule: checks[rule] for rule in rules if rule in checks and not checks[rule].watches}
    return HeldBy(
        resources=tuple(sorted({position for check in own.values() for position in (*check.passed, *check.met)})),
        places=tuple(sorted({place for check in own.values() for place in check.elsewhere} - {SEARCHED})),
        searches=tuple(check.searched for check in own.values() if check.searched is not None),
    )
