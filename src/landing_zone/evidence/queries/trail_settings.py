"""The organisation's trail records every Region, validates its files, and is encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.account import Role
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::CloudTrail::Trail"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each trail of the organisation, one answer for each control."""
    for trail in place.client("cloudtrail").describe_trails(includeShadowTrails=False)["trailList"]:
        if not trail.get("IsOrganizationTrail"):
            continue
        aspects = (
            ("cloudtrail-multiregion", "IsMultiRegionTrail", "records every Region", "records one Region"),
            ("cloudtrail-validation", "LogFileValidationEnabled", "writes digest files", "writes no digest files"),
            ("cloudtrail-cmk", "KmsKeyId", "is encrypted with a key", "is encrypted without a customer key"),
            ("cloudtrail-cwlogs", "CloudWatchLogsLogGroupArn", "streams to a log group", "streams to no log group"),
        )
        for control, setting, fine, problem in aspects:
            yield place.judged(
                trail["TrailARN"],
                _TYPE,
                f"Trail {trail['Name']}",
                fine,
                [] if trail.get(setting) else [problem],
                trail,
                controls=(control,),
            )


QUERY = Query(
    id="trail_settings",
    title="The organisation's trail records every Region, validates its files, and is encrypted",
    controls=(
        "cloudtrail-multiregion",
        "cloudtrail-validation",
        "cloudtrail-cmk",
        "cloudtrail-cwlogs",
    ),
    level=Level.ORGANISATION,
    asked_in=Role.MANAGEMENT,
    actions=("cloudtrail:DescribeTrails",),
    ask=ask,
)
