"""The retention of a CloudWatch log group, checked against CloudWatch's values and PCI DSS."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aws_cdk.aws_logs import RetentionDays

from landing_zone_constructs.log_retention import LEAST_TOTAL_DAYS

LOG_GROUP_RETENTIONS: Mapping[int, RetentionDays] = MappingProxyType(
    {
        365: RetentionDays.ONE_YEAR,
        400: RetentionDays.THIRTEEN_MONTHS,
        545: RetentionDays.EIGHTEEN_MONTHS,
        731: RetentionDays.TWO_YEARS,
        1096: RetentionDays.THREE_YEARS,
        1827: RetentionDays.FIVE_YEARS,
        2192: RetentionDays.SIX_YEARS,
        2557: RetentionDays.SEVEN_YEARS,
        2922: RetentionDays.EIGHT_YEARS,
        3288: RetentionDays.NINE_YEARS,
        3653: RetentionDays.TEN_YEARS,
    }
)
"""The retentions that CloudWatch Logs offers, in days, of at least a year."""


def log_group_retention(days: int) -> RetentionDays:
    """Return CDK's name for a retention of an audit log's log group.

    Args:
        days: one of the retentions that CloudWatch Logs offers, at least 365.

    Raises:
        ValueError: CloudWatch Logs does not offer it, or it is less than the twelve months of PCI DSS 10.5.1.

    Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
    """
    if days not in LOG_GROUP_RETENTIONS:
        raise ValueError(
            f"a log group must keep audit logs at least {LEAST_TOTAL_DAYS} days (PCI DSS 10.5.1), and CloudWatch Logs "
            f"offers {', '.join(map(str, LOG_GROUP_RETENTIONS))}; got {days!r}"
        )
    return LOG_GROUP_RETENTIONS[days]
