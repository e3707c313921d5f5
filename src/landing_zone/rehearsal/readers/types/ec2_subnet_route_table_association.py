"""The tie of a subnet to a route table: ``DescribeRouteTables``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import only
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(asked: ReadRequest) -> Reading | None:
    """Ask the service; ``None`` when the resource does not exist."""
    table = only(
        asked.client("ec2"),
        "describe_route_tables",
        "RouteTables",
        Filters=[{"Name": "association.route-table-association-id", "Values": [asked.physical_id]}],
    )
    associations = table.get("Associations", []) if table else []
    found = next((a for a in associations if a.get("RouteTableAssociationId") == asked.physical_id), None)
    if not found or found.get("AssociationState", {}).get("State") in ("disassociated", "failed"):
        return None
    properties = {"RouteTableId": found.get("RouteTableId"), "SubnetId": found.get("SubnetId")}
    return Reading(properties, {"Id": asked.physical_id})


READER = Reader("AWS::EC2::SubnetRouteTableAssociation", read)
