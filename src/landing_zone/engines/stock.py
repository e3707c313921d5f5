"""Whether engines run with the patches that make them faster."""

from __future__ import annotations

from collections.abc import Mapping

from landing_zone.files.switch import switched_on

VARIABLE = "LZ_STOCK_ENGINES"
"""Set to 1, every engine runs without patches for speed; the option ``--stock-engines`` of a command does the same."""


def stock_engines(environment: Mapping[str, str] | None = None) -> bool:
    """Return whether ``LZ_STOCK_ENGINES`` asks for engines without patches for speed.

    Args:
        environment: the variables; those of this process by default.

    Raises:
        UserError: it has another value than 0 and 1: a setting that is misspelt must not be ignored.
    """
    return switched_on(VARIABLE, environment)
