"""``AWS::EC2::Subnet``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.ec2_tags import set_tags
from emulated_aws.provider import Call, Provider


class Subnet(Provider):
    """How ``AWS::EC2::Subnet`` is made, changed and removed."""

    type = "AWS::EC2::Subnet"
    emulated = frozenset({"AvailabilityZone", "CidrBlock", "MapPublicIpOnLaunch", "Tags", "VpcId"})
    create_only = frozenset({"AvailabilityZone", "CidrBlock", "VpcId"})

    def make(self, call: Call) -> str:
        made = call.client("ec2").create_subnet(**call.picked("AvailabilityZone", "CidrBlock", "VpcId"))
        return str(made["Subnet"]["SubnetId"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if "MapPublicIpOnLaunch" in call.properties or before is not None:
            call.client("ec2").modify_subnet_attribute(
                SubnetId=physical_id,
                MapPublicIpOnLaunch={"Value": bool(call.properties.get("MapPublicIpOnLaunch", False))},
            )
        set_tags(call, physical_id, before)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        subnet = call.client("ec2").describe_subnets(SubnetIds=[physical_id])["Subnets"][0]
        return {
            "SubnetId": physical_id,
            "AvailabilityZone": subnet["AvailabilityZone"],
            "CidrBlock": subnet["CidrBlock"],
            "VpcId": subnet["VpcId"],
        }

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("ec2").delete_subnet(SubnetId=physical_id)
