"""The organisation's trail logs, and delivers what it logs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from landing_zone.config.account import Role
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_LATEST = timedelta(hours=24)
"""CloudTrail delivers within minutes, and an organisation always has events within a day."""

_TYPE = "AWS::CloudTrail::Trail"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each trail whose home Region is here, in the management account; no organisation trail is a failure."""
    client = place.client("cloudtrail")
    trails = client.describe_trails(includeShadowTrails=False)["trailList"]
    if not any(trail.get("IsOrganizationTrail") for trail in trails):
        yield place.judged(place.arn("cloudtrail", "trail/*"), _TYPE, "The organisation", "", ["has no trail"], {})
    yield from place.each(trails, _TYPE, lambda t: t["TrailARN"], lambda t: _trail(place, client, t))


def _trail(place: QueryTarget, client: Any, trail: dict[str, Any]) -> Answer:
    status = client.get_trail_status(Name=trail["TrailARN"])
    problems = []
    if not status["IsLogging"]:
        problems.append("does not log")
    for what, key in (("deliver", "LatestDeliveryError"), ("deliver digests", "LatestDigestDeliveryError")):
        if status.get(key):
            problems.append(f"cannot {what}: {status[key]}")
    if trail.get("CloudWatchLogsLogGroupArn") and status.get("LatestCloudWatchLogsDeliveryError"):
        problems.append(f"cannot write to CloudWatch Logs: {status['LatestCloudWatchLogsDeliveryError']}")
    latest = status.get("LatestDeliveryTime")
    if latest is None:
        problems.append("has delivered nothing")
    elif place.now - latest > _LATEST:
        problems.append(f"has delivered nothing since {latest.date().isoformat()}")
    facts = {key: value for key, value in status.items() if key != "ResponseMetadata"}
    return place.judged(trail["TrailARN"], _TYPE, f"Trail {trail['Name']}", "logs and delivers", problems, facts)


QUERY = Query(
    id="trail_logging",
    title="The organisation's trail logs, and delivers what it logs",
    controls=("cloudtrail-multiregion",),
    level=Level.ORGANISATION,
    asked_in=Role.MANAGEMENT,
    actions=("cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus"),
    ask=ask,
)
