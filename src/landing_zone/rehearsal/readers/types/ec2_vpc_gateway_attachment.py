"""The attachment of a gateway to a VPC: ``DescribeInternetGateways``, ``DescribeVpnGateways``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import only
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    ec2 = request.client("ec2")
    if "VpnGatewayId" in request.declared:
        name, gateway_id = "VpnGatewayId", request.text("VpnGatewayId")
        gateway = only(
            ec2, "describe_vpn_gateways", "VpnGateways", "InvalidVpnGatewayID.NotFound", VpnGatewayIds=[gateway_id]
        )
        attachments = gateway.get("VpcAttachments", []) if gateway else []
    else:
        name, gateway_id = "InternetGatewayId", request.text("InternetGatewayId")
        gateway = only(
            ec2,
            "describe_internet_gateways",
            "InternetGateways",
            "InvalidInternetGatewayID.NotFound",
            InternetGatewayIds=[gateway_id],
        )
        attachments = gateway.get("Attachments", []) if gateway else []
    # an internet gateway's attachment is "available", a virtual private gateway's is "attached"
    found = next((a for a in attachments if a.get("State") in ("available", "attached")), None)
    return Reading({name: gateway_id, "VpcId": found["VpcId"]}) if found else None


READER = Reader("AWS::EC2::VPCGatewayAttachment", read)
