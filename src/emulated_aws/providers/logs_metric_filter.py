"""``AWS::Logs::MetricFilter``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.casing import camel
from emulated_aws.provider import Call, Provider


class MetricFilter(Provider):
    """How ``AWS::Logs::MetricFilter`` is made, changed and removed."""

    type = "AWS::Logs::MetricFilter"
    emulated = frozenset({"FilterName", "FilterPattern", "LogGroupName", "MetricTransformations"})
    create_only = frozenset({"FilterName", "LogGroupName"})

    def make(self, call: Call) -> str:
        return str(call.properties.get("FilterName") or call.name(512))

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        transformations = []
        for given in call.properties["MetricTransformations"]:
            one = camel({name: value for name, value in given.items() if name != "Dimensions"})
            if "defaultValue" in one:
                one["defaultValue"] = float(one["defaultValue"])
            if "Dimensions" in given:
                one["dimensions"] = {item["Key"]: item["Value"] for item in given["Dimensions"]}
            transformations.append(one)
        call.client("logs").put_metric_filter(
            logGroupName=call.properties["LogGroupName"],
            filterName=physical_id,
            filterPattern=call.properties["FilterPattern"],
            metricTransformations=transformations,
        )

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("logs").delete_metric_filter(logGroupName=call.properties["LogGroupName"], filterName=physical_id)
