"""Whether a requirement applies to the organisation, by what the configuration says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landing_zone.catalogue.framework import Requirement


def not_applicable(requirement: Requirement, zone: Mapping[str, Any] | None) -> str:
    """Return why a requirement does not apply; "" where it does.

    Args:
        requirement: of a framework in scope.
        zone: the configuration's snapshot; ``None`` for templates from elsewhere, to which everything applies.
    """
    entity = (zone or {}).get("entity") or {}
    denied = [fact for fact in requirement.applies_if if entity.get(fact) is False]
    return f"landing-zone.yaml says that entity.{denied[0]} is false." if denied else ""
