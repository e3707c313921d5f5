"""Retention of log groups: CloudWatch's values, and the minimum of PCI DSS."""

from __future__ import annotations

import pytest
from aws_cdk.aws_logs import RetentionDays

from landing_zone_constructs.log_group_retention import LOG_GROUP_RETENTIONS, log_group_retention


def test_offered_retention_is_returned() -> None:
    """400 days is CloudWatch's thirteen months."""
    assert log_group_retention(400) is RetentionDays.THIRTEEN_MONTHS


def test_every_retention_is_a_year_at_least() -> None:
    """No entry of the table is less than the twelve months of 10.5.1, and the table is sorted."""
    assert list(LOG_GROUP_RETENTIONS) == sorted(LOG_GROUP_RETENTIONS)
    assert min(LOG_GROUP_RETENTIONS) >= 365


@pytest.mark.parametrize("days", [0, 90, 364, 399, 4000])
def test_other_retentions_are_refused(days: int) -> None:
    """Too short, or not offered: refused, with the value and what is allowed."""
    with pytest.raises(ValueError, match=rf"365, 400, .*got {days}"):
        log_group_retention(days)
