"""Values that may be one or a list, as in policies and many properties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from landing_zone.cloudformation.intrinsics.values import Maybe, NoValue, Truth, both, either


def listed(value: Any) -> list[Any]:
    """Return a list as it is, nothing as no element, anything else as the one element."""
    if value is None or isinstance(value, NoValue):
        return []
    return value if isinstance(value, list) else [value]


def any_item(value: Any, holds: Callable[[Any], Truth]) -> Truth:
    """Return whether something holds of a value, or of one item of a list; of one that is perhaps there, perhaps."""
    answer: Truth = False
    for item in listed(value):
        answer = either(answer, both(None, holds(item.value)) if isinstance(item, Maybe) else holds(item))
    return answer
