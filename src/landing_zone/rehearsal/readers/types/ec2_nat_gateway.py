"""A NAT gateway: ``DescribeNatGateways``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import only, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    found = only(
        request.client("ec2"),
        "describe_nat_gateways",
        "NatGateways",
        "NatGatewayNotFound",
        NatGatewayIds=[request.physical_id],
    )
    # a deleted gateway is still listed for an hour; a failed one never worked
    if not found or found.get("State") in ("deleted", "deleting", "failed"):
        return None
    addresses = found.get("NatGatewayAddresses", [])
    primary = next((a for a in addresses if a.get("IsPrimary")), addresses[0] if addresses else {})
    properties = {
        **picked(found, "ConnectivityType", "SubnetId", "Tags", "VpcId"),
        "AllocationId": primary.get("AllocationId"),
        "PrivateIpAddress": primary.get("PrivateIp"),
    }
    return Reading(properties, picked(found, "NatGatewayId"))


READER = Reader("AWS::EC2::NatGateway", read, open_lists=frozenset({"Tags"}))
