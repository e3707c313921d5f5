"""How long logs are kept."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, StrictInt

from landing_zone.config.fields import CONFIG, Days
from landing_zone.yaml.issue import FieldError

LOG_GROUP_DAYS = (
    1,
    3,
    5,
    7,
    14,
    30,
    60,
    90,
    120,
    150,
    180,
    365,
    400,
    545,
    731,
    1096,
    1827,
    2192,
    2557,
    2922,
    3288,
    3653,
)
"""The only values CloudWatch Logs takes. Source: PutRetentionPolicy, Amazon CloudWatch Logs API Reference."""


def _log_group_days(value: int) -> int:
    if value not in LOG_GROUP_DAYS:
        longer = [days for days in LOG_GROUP_DAYS if days > value]
        raise FieldError(
            f"CloudWatch Logs cannot keep a log group for {value} days",
            value=str(value),
            allowed=", ".join(map(str, LOG_GROUP_DAYS)),
            fix=f"write {longer[0] if longer else LOG_GROUP_DAYS[-1]}",
        )
    return value


class AuditLogRetention(BaseModel):
    """The life of an audit log in the log archive's bucket."""

    model_config = CONFIG

    hot_days: Days = Field(
        description="Days during which a log can be read at once; then it moves to an archive class."
    )
    total_days: Days = Field(description="Days after which a log is deleted.")
    lock_days: Days = Field(
        description="Days during which no user, not even root, can delete a log (Object Lock, compliance mode); "
        "no more than total_days, or expired logs would stay."
    )


class Retention(BaseModel):
    """How long logs are kept; the retention of other data is in its data class."""

    model_config = CONFIG

    audit_logs: AuditLogRetention = Field(description="Logs in the log archive's buckets.")
    log_groups_days: Annotated[StrictInt, AfterValidator(_log_group_days)] = Field(
        description="Days that every CloudWatch log group keeps its events.",
        json_schema_extra={"enum": list(LOG_GROUP_DAYS)},
    )
