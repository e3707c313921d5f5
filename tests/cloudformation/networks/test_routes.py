"""A subnet's tier follows from its routes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from landing_zone.cloudformation.intrinsics.values import Reference, Unknown
from landing_zone.cloudformation.networks.routes import tier

TYPES = {"Igw": "AWS::EC2::InternetGateway", "Vgw": "AWS::EC2::VPNGateway", "Custom": "Custom::Gateway"}
PARAMETER = Unknown(frozenset({"the parameter P"}))


def to(logical_id: str) -> Reference:
    """A reference to a resource."""
    return Reference(("a", logical_id), "", {"Ref": logical_id})


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ([{"GatewayId": to("Igw")}], "public"),
        ([{"NatGatewayId": to("Nat")}, {"GatewayId": to("Igw")}], "public"),
        ([{"GatewayId": "igw-1"}], "public"),
        ([{"GatewayId": to("Vgw")}], "private"),
        ([{"GatewayId": "vgw-1"}], "private"),
        ([{"NatGatewayId": to("Nat")}], "private"),
        ([{"TransitGatewayId": PARAMETER}], None),
        ([{"NatGatewayId": PARAMETER}], None),
        ([{"NatGatewayId": PARAMETER}, {"VpcPeeringConnectionId": "pcx-1"}], "private"),
        ([{"NatGatewayId": PARAMETER}, {"GatewayId": to("Igw")}], "public"),
        ([{"GatewayId": replace(to("Custom"), opaque=True)}], None),
        ([{"VpcPeeringConnectionId": "pcx-1"}], "private"),
        ([{"VpcEndpointId": to("Firewall")}], "private"),
        ([{"GatewayId": "local"}, {"GatewayId": "vpce-1"}], "isolated"),
        ([], "isolated"),
        ([{"GatewayId": PARAMETER}], None),
        ([{"GatewayId": PARAMETER}, {"GatewayId": to("Igw")}], "public"),
        ([{"GatewayId": to("Elsewhere")}], None),
    ],
)
def test_where_a_subnet_leads(routes: list[dict[str, Any]], expected: str | None) -> None:
    """A gateway that is not known may be one to the internet."""
    assert tier(routes, {("a", logical_id): type_ for logical_id, type_ in TYPES.items()}) == expected
