"""A route: the table's entry for its destination, from ``DescribeRouteTables``."""

from __future__ import annotations

from landing_zone.cloudformation.networks.routes import DESTINATIONS, TARGETS
from landing_zone.rehearsal.readers.answers import only, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    destination = next((name for name in DESTINATIONS if name in request.declared), "DestinationCidrBlock")
    value = request.text(destination)
    table = only(
        request.client("ec2"),
        "describe_route_tables",
        "RouteTables",
        "InvalidRouteTableID.NotFound",
        RouteTableIds=[request.text("RouteTableId")],
    )
    found = next((r for r in table["Routes"] if r.get(destination) == value), None) if table else None
    if not table or not found:
        return None
    properties = picked(found, *DESTINATIONS, *TARGETS)
    # the API calls the endpoint of a Gateway Load Balancer a gateway
    gateway = found.get("GatewayId")
    is_endpoint = str(gateway).startswith("vpce-")
    properties["GatewayId"] = None if is_endpoint else gateway
    properties["VpcEndpointId"] = gateway if is_endpoint else None
    properties["RouteTableId"] = table["RouteTableId"]
    return Reading(properties)


READER = Reader("AWS::EC2::Route", read)
