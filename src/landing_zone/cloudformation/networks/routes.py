"""Where routes lead, for the tier of a subnet.

Source: AWS CloudFormation template reference, ``AWS::EC2::Route``; Amazon VPC user guide, "Configure route tables".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from landing_zone.cloudformation.intrinsics.values import Reference, Target, truth

DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
TARGETS = (
    "CarrierGatewayId",
    "CoreNetworkArn",
    "EgressOnlyInternetGatewayId",
    "InstanceId",
    "LocalGatewayId",
    "NatGatewayId",
    "NetworkInterfaceId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
)
"""Properties of a route that name what it leads to, besides ``GatewayId`` and ``VpcEndpointId``."""

Tier = Literal["public", "private", "isolated"]


def tier(routes: Iterable[Mapping[str, Any]], types: Mapping[Target, str]) -> Tier | None:
    """Return a subnet's tier by the routes of its table, not by what its name claims.

    Args:
        routes: resolved properties of each route.
        types: of the resources that a reference may name.

    Returns:
        ``public`` when a route leads to an internet gateway, ``private`` when one leads out of the VPC in another way,
        ``isolated`` when none does; ``None`` when that depends on a value that is not known.
    """
    gateways = [_gateway(route.get("GatewayId"), types) for route in routes]
    if "internet" in gateways:
        return "public"
    if None in gateways:
        return None
    leads_out = {truth(route.get(name)) for route in routes for name in (*TARGETS, "VpcEndpointId")}
    if True in leads_out or "other" in gateways:
        return "private"
    return None if None in leads_out else "isolated"


def _gateway(value: Any, types: Mapping[Target, str]) -> Literal["internet", "other", "none"] | None:
    """What a ``GatewayId`` names: the property takes several kinds of gateway, and the word ``local``."""
    if not value:
        return "none"
    if isinstance(value, Reference) and not value.opaque and value.target in types:
        return "internet" if types[value.target] == "AWS::EC2::InternetGateway" else "other"
    if not isinstance(value, str):
        return None
    if value.startswith("igw-"):
        return "internet"
    return "none" if value.startswith(("local", "vpce-")) else "other"
