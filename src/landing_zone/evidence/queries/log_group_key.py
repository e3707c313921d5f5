"""Log groups are encrypted with a customer-managed key."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge every log group of the environment."""
    for group in place.pages("logs", "describe_log_groups", "logGroups"):
        yield place.judged(
            group["arn"].removesuffix(":*"),
            "AWS::Logs::LogGroup",
            f"Log group {group['logGroupName']} in {place.name}",
            "is encrypted with a customer-managed key",
            [] if group.get("kmsKeyId") else ["is not encrypted with a customer-managed key"],
            {"kmsKeyId": group.get("kmsKeyId")},
        )


QUERY = Query(
    id="log_group_key",
    title="Log groups are encrypted with a customer-managed key",
    controls=("log-group-cmk",),
    level=Level.ENVIRONMENT,
    actions=("logs:DescribeLogGroups",),
    ask=ask,
)
