"""Log groups keep their events as long as declared, then delete them."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge every log group of the environment."""
    days = place.design.zone.retention.log_groups_days
    for group in place.pages("logs", "describe_log_groups", "logGroups"):
        kept = group.get("retentionInDays")
        problems = []
        if kept is None:
            problems.append("keeps its events for ever")
        elif kept < days:
            problems.append(f"keeps its events {kept} days, and {days} are declared")
        yield place.judged(
            group["arn"].removesuffix(":*"),
            "AWS::Logs::LogGroup",
            f"Log group {group['logGroupName']} in {place.name}",
            f"keeps its events {kept} days",
            problems,
            {"retentionInDays": kept},
        )


QUERY = Query(
    id="log_group_retention",
    title="Log groups keep their events as long as declared, then delete them",
    controls=("log-group-retention",),
    level=Level.ENVIRONMENT,
    actions=("logs:DescribeLogGroups",),
    ask=ask,
)
