"""A day of the calendar in a file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator

from landing_zone.yaml.issue import FieldError


def _plain_date(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise FieldError("not a date", allowed="a day without quotes: 2027-01-31", fix="write YYYY-MM-DD, without quotes")


Day = Annotated[date, BeforeValidator(_plain_date)]
"""Written without quotes; no text, and no time of day, so that one day is written in one way."""
