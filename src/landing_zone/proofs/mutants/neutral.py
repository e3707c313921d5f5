"""The paths of a type that no control need constrain, by the facts of the type."""

from __future__ import annotations

from functools import cache

from landing_zone.cloudformation.types.resource_type import resource_type


@cache
def neutral_paths(type_: str) -> frozenset[str]:
    """Return the neutral paths of a type; none while its facts list none.

    Raises:
        UserError: the type's file is not a valid description of a type.
    """
    return frozenset(getattr(resource_type(type_), "neutral", None) or ())
