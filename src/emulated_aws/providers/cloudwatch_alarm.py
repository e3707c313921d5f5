"""``AWS::CloudWatch::Alarm``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider

_SAME = (
    "ActionsEnabled",
    "AlarmActions",
    "AlarmDescription",
    "ComparisonOperator",
    "DatapointsToAlarm",
    "Dimensions",
    "EvaluationPeriods",
    "ExtendedStatistic",
    "InsufficientDataActions",
    "MetricName",
    "Metrics",
    "Namespace",
    "OKActions",
    "Period",
    "Statistic",
    "Tags",
    "Threshold",
    "TreatMissingData",
    "Unit",
)


class Alarm(Provider):
    """How ``AWS::CloudWatch::Alarm`` is made, changed and removed."""

    type = "AWS::CloudWatch::Alarm"
    emulated = frozenset({*_SAME, "AlarmName"})
    create_only = frozenset({"AlarmName"})

    def make(self, call: Call) -> str:
        return str(call.properties.get("AlarmName") or call.name(255))

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        call.client("cloudwatch").put_metric_alarm(AlarmName=physical_id, **call.picked(*_SAME))

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"Arn": f"arn:aws:cloudwatch:{call.region}:{call.account_id}:alarm:{physical_id}"}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("cloudwatch").delete_alarms(AlarmNames=[physical_id])
