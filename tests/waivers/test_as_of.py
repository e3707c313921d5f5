"""The day of the run."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from landing_zone.errors import UserError
from landing_zone.waivers.as_of import as_of


def test_the_day_given_is_taken() -> None:
    """A run can be repeated as of its own day."""
    assert as_of({"LZ_AS_OF": "2026-02-28"}) == date(2026, 2, 28)


def test_without_one_it_is_today_in_utc() -> None:
    """Two machines in different time zones agree."""
    before = datetime.now(tz=UTC).date()
    assert before <= as_of({}) <= datetime.now(tz=UTC).date()


def test_the_process_environment_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipeline sets the variable."""
    monkeypatch.setenv("LZ_AS_OF", "2030-01-01")
    assert as_of() == date(2030, 1, 1)


@pytest.mark.parametrize(
    "value", ["", "tomorrow", "2026-13-01", "2026-02-30", "20261123", "2026-W48-1", "\uff12\uff10\uff12\uff16-11-23"]
)
def test_what_is_not_a_day_is_refused(value: str) -> None:
    """Nothing is guessed, and an empty value is not today."""
    with pytest.raises(UserError, match="LZ_AS_OF"):
        as_of({"LZ_AS_OF": value})
