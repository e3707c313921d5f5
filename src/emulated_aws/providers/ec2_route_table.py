"""``AWS::EC2::RouteTable``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.ec2_tags import set_tags
from emulated_aws.provider import Call, Provider


class RouteTable(Provider):
    """How ``AWS::EC2::RouteTable`` is made, changed and removed."""

    type = "AWS::EC2::RouteTable"
    emulated = frozenset({"Tags", "VpcId"})
    create_only = frozenset({"VpcId"})

    def make(self, call: Call) -> str:
        return str(call.client("ec2").create_route_table(**call.picked("VpcId"))["RouteTable"]["RouteTableId"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        set_tags(call, physical_id, before)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"RouteTableId": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("ec2").delete_route_table(RouteTableId=physical_id)
