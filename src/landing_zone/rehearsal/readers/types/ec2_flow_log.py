"""A flow log: ``DescribeFlowLogs``."""

from __future__ import annotations

from typing import Any

from landing_zone.rehearsal.readers.answers import only, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading

_RESOURCE_TYPES = {"vpc": "VPC", "subnet": "Subnet", "eni": "NetworkInterface", "tgw": "TransitGateway"}


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    found: dict[str, Any] | None = only(
        request.client("ec2"),
        "describe_flow_logs",
        "FlowLogs",
        "InvalidFlowLogId.NotFound",
        FlowLogIds=[request.physical_id],
    )
    if not found:
        return None
    properties = picked(
        found,
        "DeliverCrossAccountRole",
        "DeliverLogsPermissionArn",
        "DestinationOptions",
        "LogDestination",
        "LogDestinationType",
        "LogFormat",
        "LogGroupName",
        "MaxAggregationInterval",
        "ResourceId",
        "Tags",
        "TrafficType",
    )
    # the API does not return the resource's type: the prefix of the id shows it
    prefix = str(found.get("ResourceId", "")).split("-", 1)[0]
    properties["ResourceType"] = _RESOURCE_TYPES.get(prefix)
    return Reading(properties, {"Id": found["FlowLogId"]})


READER = Reader("AWS::EC2::FlowLog", read, open_lists=frozenset({"Tags"}))
