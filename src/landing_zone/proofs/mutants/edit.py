"""A change of one place of a resource, before it is made."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any

from landing_zone.cloudformation.types.property_paths import is_function
from landing_zone.engines.engine import canonical_json
from landing_zone.proofs.mutants.model import Operator

REMOVED = object()
"""The value of a place that is taken out."""

At = tuple[str | int, ...]

_OF_A_PLACE = re.compile(
    r"\b\d{12}\b|\b\d+\.\d+\.\d+\.\d+(?:/\d+)?|\b(?:eu|us|ap|sa|ca|me|af|il)-[a-z]+-\d\b|\b[0-9a-f]{8,}\b"
)


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of one place.

    Args:
        path: as :attr:`landing_zone.proofs.mutants.model.Mutant.path`.
        operator: the kind of change.
        change: what it is changed to, in a few words.
        at: the place in the resource's body.
        value: the new value, or :data:`REMOVED`.
        direction: -1 or 1 for a number that becomes smaller or greater; else 0.
        narrows: whether it only takes rights away, or notices more.
        shape: what the value was, so far as it makes a difference: equal resources need one mutant.
    """

    path: str
    operator: Operator
    change: str
    at: At
    value: Any
    direction: int = 0
    shape: str = ""
    narrows: bool = False

    def made(self, body: Any) -> Any:
        """Return a resource's body with the change; the given one stays as it is."""
        return _made(body, self.at, self.value)


def _made(holder: Any, at: At, value: Any) -> Any:
    if not at:
        return copy.deepcopy(value)
    key, *rest = at
    if isinstance(key, int):
        items = list(holder)
        if not rest and value is REMOVED:
            del items[key]
        elif key == len(items):
            items.append(_made(None, tuple(rest), value))
        else:
            items[key] = _made(items[key], tuple(rest), value)
        return items
    found = dict(holder or {})
    if not rest and value is REMOVED:
        found.pop(key, None)
    else:
        found[key] = _made(found.get(key), tuple(rest), value)
    return found


def normal(value: Any) -> Any:
    """Return a value without what says only where it is: references, accounts, Regions, generated names."""
    if is_function(value):
        return "function"
    if isinstance(value, dict):
        return {key: normal(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [normal(inner) for inner in value]
    return _OF_A_PLACE.sub("#", value) if isinstance(value, str) else value


def normal_text(value: Any) -> str:
    """Return the text of :func:`normal`."""
    return canonical_json(normal(value))
