"""A metric filter: ``DescribeMetricFilters``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import listed_or_none, pascal, picked, tag_list
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    group = request.text("LogGroupName")
    name = request.physical_id.removeprefix(f"{group}|")
    found = listed_or_none(
        request.client("logs"),
        "describe_metric_filters",
        "metricFilters",
        "ResourceNotFoundException",
        logGroupName=group,
        filterNamePrefix=name,
    )
    one = next((f for f in found or [] if f["filterName"] == name), None)
    if one is None:
        return None
    properties = picked(
        pascal(one),
        "ApplyOnTransformedLogs",
        "EmitSystemFieldDimensions",
        "FieldSelectionCriteria",
        "FilterName",
        "FilterPattern",
        "LogGroupName",
        "MetricTransformations",
    )
    properties["MetricTransformations"] = [
        # the API has dimensions as a mapping, CloudFormation as a list
        pascal(t) | ({"Dimensions": tag_list(t["dimensions"])} if t.get("dimensions") else {})
        for t in one["metricTransformations"]
    ]
    return Reading(properties)


READER = Reader("AWS::Logs::MetricFilter", read, unordered=frozenset({"MetricTransformations.Dimensions"}))
