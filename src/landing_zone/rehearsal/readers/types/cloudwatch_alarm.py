"""An alarm: ``DescribeAlarms``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading

_NAMES = (
    "ActionsEnabled",
    "AlarmActions",
    "AlarmDescription",
    "AlarmName",
    "ComparisonOperator",
    "DatapointsToAlarm",
    "Dimensions",
    "EvaluateLowSampleCountPercentile",
    "EvaluationPeriods",
    "ExtendedStatistic",
    "InsufficientDataActions",
    "MetricName",
    "Metrics",
    "Namespace",
    "OKActions",
    "Period",
    "Statistic",
    "Threshold",
    "ThresholdMetricId",
    "TreatMissingData",
    "Unit",
)


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    cloudwatch = request.client("cloudwatch")
    alarms = cloudwatch.describe_alarms(AlarmNames=[request.physical_id], AlarmTypes=["MetricAlarm"])["MetricAlarms"]
    if not alarms:
        return None
    alarm = alarms[0]
    properties = picked(alarm, *_NAMES)
    if "Tags" in request.declared:
        properties["Tags"] = cloudwatch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"]).get("Tags")
    return Reading(properties, {"Arn": alarm["AlarmArn"]})


READER = Reader(
    "AWS::CloudWatch::Alarm",
    read,
    unordered=frozenset({"AlarmActions", "Dimensions", "InsufficientDataActions", "Metrics", "OKActions"}),
    open_lists=frozenset({"Tags"}),
)
