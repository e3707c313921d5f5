"""``AWS::EC2::NatGateway``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.ec2_tags import set_tags
from emulated_aws.provider import Call, Provider


class NatGateway(Provider):
    """How ``AWS::EC2::NatGateway`` is made, changed and removed."""

    type = "AWS::EC2::NatGateway"
    emulated = frozenset({"AllocationId", "ConnectivityType", "SubnetId", "Tags"})
    create_only = frozenset({"AllocationId", "ConnectivityType", "SubnetId"})

    def make(self, call: Call) -> str:
        made = call.client("ec2").create_nat_gateway(**call.picked("AllocationId", "ConnectivityType", "SubnetId"))
        return str(made["NatGateway"]["NatGatewayId"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        set_tags(call, physical_id, before)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"NatGatewayId": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("ec2").delete_nat_gateway(NatGatewayId=physical_id)
