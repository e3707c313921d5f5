"""The association of a subnet with a route table: ``DescribeRouteTables``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import only
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    table = only(
        request.client("ec2"),
        "describe_route_tables",
        "RouteTables",
        Filters=[{"Name": "association.route-table-association-id", "Values": [request.physical_id]}],
    )
    associations = table.get("Associations", []) if table else []
    found = next((a for a in associations if a.get("RouteTableAssociationId") == request.physical_id), None)
    if not found or found.get("AssociationState", {}).get("State") in ("disassociated", "failed"):
        return None
    properties = {"RouteTableId": found.get("RouteTableId"), "SubnetId": found.get("SubnetId")}
    return Reading(properties, {"Id": request.physical_id})


READER = Reader("AWS::EC2::SubnetRouteTableAssociation", read)
