"""The only time in a report: the day of the assessment, never that of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, time

from landing_zone.assessment.model import Assessment


def instant(assessment: Assessment) -> datetime:
    """Return the first moment, in UTC, of the day on which the assessment was made.

    The assessment has only the day, so that the same input gives the same bytes.
    """
    return datetime.combine(assessment.as_of, time.min, tzinfo=UTC)


def utc_text(moment: datetime) -> str:
    """Write a moment as the formats of AWS and OASIS require it: ``2026-11-23T00:00:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
