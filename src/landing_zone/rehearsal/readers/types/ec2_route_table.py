"""A route table: ``DescribeRouteTables``; its routes are resources of their own."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import only, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    found = only(
        request.client("ec2"),
        "describe_route_tables",
        "RouteTables",
        "InvalidRouteTableID.NotFound",
        RouteTableIds=[request.physical_id],
    )
    if not found:
        return None
    return Reading(picked(found, "Tags", "VpcId"), {"RouteTableId": found["RouteTableId"]})


READER = Reader("AWS::EC2::RouteTable", read, open_lists=frozenset({"Tags"}))
