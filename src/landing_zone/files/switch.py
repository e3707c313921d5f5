"""Environment variables that switch something on."""

from __future__ import annotations

import os
from collections.abc import Mapping

from landing_zone.errors import UserError

_MEANINGS = {"": False, "0": False, "1": True}


def switched_on(variable: str, environment: Mapping[str, str] | None = None) -> bool:
    """Return whether a variable is 1; it is off where it is 0, empty or not set.

    Args:
        variable: its name.
        environment: the variables; those of this process by default.

    Raises:
        UserError: it has another value: a setting that is misspelt must not be ignored.
    """
    value = (os.environ if environment is None else environment).get(variable, "")
    if value not in _MEANINGS:
        raise UserError(f"{variable} is neither 0 nor 1", value=value, allowed="0, 1", fix=f"set {variable}=1")
    return _MEANINGS[value]
