"""Whether engines run with the patches that make them faster."""

from __future__ import annotations

import os
from collections.abc import Mapping

from landing_zone.errors import UserError

VARIABLE = "LZ_STOCK_ENGINES"
"""Set to 1, every engine runs without patches for speed; the option ``--stock-engines`` of a command does the same."""

_MEANINGS = {"": False, "0": False, "1": True}


def stock_engines(environment: Mapping[str, str] | None = None) -> bool:
    """Return whether ``LZ_STOCK_ENGINES`` asks for engines without patches for speed.

    Args:
        environment: the variables; those of this process by default.

    Raises:
        UserError: it has another value than 0 and 1: a setting that is misspelt must not be ignored.
    """
    value = (os.environ if environment is None else environment).get(VARIABLE, "")
    if value not in _MEANINGS:
        raise UserError(f"{VARIABLE} is neither 0 nor 1", value=value, allowed="0, 1", fix=f"set {VARIABLE}=1")
    return _MEANINGS[value]
