"""``AWS::EC2::VPCGatewayAttachment``."""

from __future__ import annotations

from emulated_aws.provider import Call, Provider


class VpcGatewayAttachment(Provider):
    """How ``AWS::EC2::VPCGatewayAttachment`` is made, changed and removed."""

    type = "AWS::EC2::VPCGatewayAttachment"
    emulated = frozenset({"InternetGatewayId", "VpcId", "VpnGatewayId"})
    create_only = emulated

    def make(self, call: Call) -> str:
        ec2 = call.client("ec2")
        if "InternetGatewayId" in call.properties:
            ec2.attach_internet_gateway(**call.picked("InternetGatewayId", "VpcId"))
            return f"IGW|{call.properties['VpcId']}"
        ec2.attach_vpn_gateway(**call.picked("VpnGatewayId", "VpcId"))
        return f"VGW|{call.properties['VpcId']}"

    def remove(self, call: Call, physical_id: str) -> None:
        ec2 = call.client("ec2")
        if "InternetGatewayId" in call.properties:
            ec2.detach_internet_gateway(**call.picked("InternetGatewayId", "VpcId"))
        else:
            ec2.detach_vpn_gateway(**call.picked("VpnGatewayId", "VpcId"))
