"""The day on which a run judges waivers: the only input of the gates that depends on the clock."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime

from landing_zone.errors import UserError

VARIABLE = "LZ_AS_OF"
"""Environment variable that sets the day, for reproducible runs and to see in advance what will expire."""


def today() -> date:
    """Return the machine's day in UTC, whatever ``LZ_AS_OF`` says: no assessment can be of a later one."""
    return datetime.now(tz=UTC).date()


def as_of(environment: Mapping[str, str] | None = None) -> date:
    """Return the day given in ``LZ_AS_OF``, else today in UTC. Every report shows it.

    Args:
        environment: environment variables; those of the process when not given.

    Raises:
        UserError: ``LZ_AS_OF`` is set, and is not a day.
    """
    value = (os.environ if environment is None else environment).get(VARIABLE)
    if value is None:
        return today()
    # Python 3.11 also reads 20261123 and 2026-W48-1; one form is enough for people.
    with suppress(ValueError):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return date.fromisoformat(value)
    raise UserError(
        f"the environment variable {VARIABLE} is not a day",
        value=value or "(empty)",
        allowed="YYYY-MM-DD",
        fix=f"correct it, or unset {VARIABLE} to judge by today's date",
    )
