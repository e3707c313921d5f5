"""Documents and settings that an API accepts as text."""

from __future__ import annotations

import json
from typing import Any


def as_text(value: Any) -> str:
    """Return a value as text for an API: JSON for structures, ``true`` and ``false`` for booleans."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return json.dumps(value)
