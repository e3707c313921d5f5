"""``AWS::EC2::SubnetRouteTableAssociation``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class SubnetRouteTableAssociation(Provider):
    """How ``AWS::EC2::SubnetRouteTableAssociation`` is made, changed and removed."""

    type = "AWS::EC2::SubnetRouteTableAssociation"
    emulated = frozenset({"RouteTableId", "SubnetId"})
    create_only = emulated

    def make(self, call: Call) -> str:
        return str(call.client("ec2").associate_route_table(**call.picked(*self.emulated))["AssociationId"])

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"Id": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("ec2").disassociate_route_table(AssociationId=physical_id)
