"""``AWS::EC2::InternetGateway``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.ec2_tags import set_tags
from emulated_aws.provider import Call, Provider


class InternetGateway(Provider):
    """How ``AWS::EC2::InternetGateway`` is made, changed and removed."""

    type = "AWS::EC2::InternetGateway"
    emulated = frozenset({"Tags"})

    def make(self, call: Call) -> str:
        return str(call.client("ec2").create_internet_gateway()["InternetGateway"]["InternetGatewayId"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        set_tags(call, physical_id, before)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"InternetGatewayId": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("ec2").delete_internet_gateway(InternetGatewayId=physical_id)
