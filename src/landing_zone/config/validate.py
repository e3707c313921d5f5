"""Turns plain data into a landing zone, or into the list of all mistakes in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from landing_zone.config.checks import CROSS_CHECKS
from landing_zone.config.draft import read_draft
from landing_zone.config.framework_floor import FrameworkFloor
from landing_zone.config.landing_zone import LandingZone
from landing_zone.errors import CombinedUserError, UserError
from landing_zone.yaml.issue import Issue
from landing_zone.yaml.pydantic_errors import to_issues


def validate(
    data: Mapping[Any, Any], known_frameworks: Mapping[str, FrameworkFloor] | None
) -> tuple[LandingZone | None, tuple[Issue, ...]]:
    """Validate a configuration: fields and cross checks together.

    Args:
        data: the file's content.
        known_frameworks: the frameworks that exist, with their minimums; ``None`` to accept any.

    Returns:
        The landing zone, ``None`` when there are mistakes, and the mistakes.
    """
    zone: LandingZone | None = None
    mistakes: list[Issue] = []
    try:
        zone = LandingZone.model_validate(data)
    except ValidationError as error:
        mistakes += to_issues(LandingZone, error)
    draft = read_draft(data, known_frameworks)
    for check in CROSS_CHECKS:
        mistakes += check(draft)
    return (None if mistakes else zone), tuple(mistakes)


def landing_zone_from_snapshot(snapshot: Mapping[str, Any]) -> LandingZone:
    """Build a landing zone from the result of :meth:`LandingZone.snapshot`.

    The cross checks run here too, except those of frameworks, whose files may not be available.

    Raises:
        UserError: the data was changed into something that no configuration could be.
    """
    if not isinstance(snapshot, dict):
        raise UserError("the snapshot of the landing zone is not a mapping", fix="synthesize again")
    zone, mistakes = validate(snapshot, None)
    if zone is None:
        raise CombinedUserError(
            [
                UserError(f"the snapshot of the landing zone: {m.what}", "", 0, m.value, m.allowed, "synthesize again")
                for m in mistakes
            ]
        )
    return zone
