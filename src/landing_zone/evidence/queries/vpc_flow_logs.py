"""Every VPC records its traffic, and the records arrive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::EC2::VPC"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge every VPC, including those that AWS created: an active flow log of all traffic without delivery errors."""
    logs: dict[str, list[dict[str, Any]]] = {}
    for log in place.pages("ec2", "describe_flow_logs", "FlowLogs"):
        logs.setdefault(log["ResourceId"], []).append(log)
    for vpc in place.pages("ec2", "describe_vpcs", "Vpcs"):
        found = logs.get(vpc["VpcId"], [])
        active = [log for log in found if log["FlowLogStatus"] == "ACTIVE" and log["TrafficType"] == "ALL"]
        problems = []
        if not active:
            problems.append("records no traffic" if not found else "has no active flow log of all traffic")
        elif all(log.get("DeliverLogsStatus") == "FAILED" for log in active):
            problems.append(
                f"cannot deliver its flow log: {active[0].get('DeliverLogsErrorMessage', 'no reason given')}"
            )
        yield place.judged(
            place.arn("ec2", f"vpc/{vpc['VpcId']}"),
            _TYPE,
            f"VPC {vpc['VpcId']} in {place.name}",
            "records its traffic",
            problems,
            {"flow_logs": found, "default": vpc.get("IsDefault")},
        )


QUERY = Query(
    id="vpc_flow_logs",
    title="Every VPC records its traffic, and the records arrive",
    controls=("vpc-flow-logs",),
    level=Level.ENVIRONMENT,
    actions=(
        "ec2:DescribeVpcs",
        "ec2:DescribeFlowLogs",
    ),
    ask=ask,
)
