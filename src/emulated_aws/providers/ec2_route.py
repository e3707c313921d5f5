"""``AWS::EC2::Route``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider

_DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
_TARGETS = (
    "EgressOnlyInternetGatewayId",
    "GatewayId",
    "InstanceId",
    "NatGatewayId",
    "NetworkInterfaceId",
    "TransitGatewayId",
    "VpcEndpointId",
    "VpcPeeringConnectionId",
)


class Route(Provider):
    """How ``AWS::EC2::Route`` is made, changed and removed."""

    type = "AWS::EC2::Route"
    emulated = frozenset({*_DESTINATIONS, *_TARGETS, "RouteTableId"})
    create_only = frozenset({*_DESTINATIONS, "RouteTableId"})

    def make(self, call: Call) -> str:
        call.client("ec2").create_route(
            RouteTableId=call.properties["RouteTableId"], **call.picked(*_DESTINATIONS, *_TARGETS)
        )
        return f"{call.properties['RouteTableId']}|{next(iter(call.picked(*_DESTINATIONS).values()))}"

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if before is not None:
            call.client("ec2").replace_route(
                RouteTableId=call.properties["RouteTableId"], **call.picked(*_DESTINATIONS, *_TARGETS)
            )

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"CidrBlock": call.properties.get("DestinationCidrBlock", "")}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("ec2").delete_route(RouteTableId=call.properties["RouteTableId"], **call.picked(*_DESTINATIONS))
