"""``AWS::EC2::FlowLog``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.ec2_tags import set_tags
from emulated_aws.provider import Call, Provider

_SAME = (
    "DeliverCrossAccountRole",
    "DeliverLogsPermissionArn",
    "DestinationOptions",
    "LogDestination",
    "LogDestinationType",
    "LogFormat",
    "LogGroupName",
    "MaxAggregationInterval",
    "ResourceType",
    "TrafficType",
)


class FlowLog(Provider):
    """How ``AWS::EC2::FlowLog`` is made, changed and removed."""

    type = "AWS::EC2::FlowLog"
    emulated = frozenset({*_SAME, "ResourceId", "Tags"})
    create_only = frozenset({*_SAME, "ResourceId"})

    def make(self, call: Call) -> str:
        made = call.client("ec2").create_flow_logs(ResourceIds=[call.properties["ResourceId"]], **call.picked(*_SAME))
        if made.get("Unsuccessful"):
            raise RuntimeError(made["Unsuccessful"][0]["Error"]["Message"])
        return str(made["FlowLogIds"][0])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        set_tags(call, physical_id, before)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"Id": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("ec2").delete_flow_logs(FlowLogIds=[physical_id])
