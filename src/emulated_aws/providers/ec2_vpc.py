"""``AWS::EC2::VPC``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.ec2_tags import set_tags
from emulated_aws.provider import Call, Provider


class Vpc(Provider):
    """How ``AWS::EC2::VPC`` is made, changed and removed."""

    type = "AWS::EC2::VPC"
    emulated = frozenset({"CidrBlock", "EnableDnsHostnames", "EnableDnsSupport", "InstanceTenancy", "Tags"})
    create_only = frozenset({"CidrBlock", "InstanceTenancy"})

    def make(self, call: Call) -> str:
        return str(call.client("ec2").create_vpc(**call.picked("CidrBlock", "InstanceTenancy"))["Vpc"]["VpcId"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        ec2 = call.client("ec2")
        for name, default in (("EnableDnsSupport", True), ("EnableDnsHostnames", False)):
            if name in call.properties or before is not None:
                value = bool(call.properties.get(name, default))
                ec2.modify_vpc_attribute(VpcId=physical_id, **{name: {"Value": value}})
        set_tags(call, physical_id, before)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        ec2 = call.client("ec2")
        of_vpc = [{"Name": "vpc-id", "Values": [physical_id]}]
        groups = ec2.describe_security_groups(Filters=[*of_vpc, {"Name": "group-name", "Values": ["default"]}])
        acls = ec2.describe_network_acls(Filters=[*of_vpc, {"Name": "default", "Values": ["true"]}])
        return {
            "VpcId": physical_id,
            "CidrBlock": call.properties["CidrBlock"],
            "DefaultNetworkAcl": acls["NetworkAcls"][0]["NetworkAclId"],
            "DefaultSecurityGroup": groups["SecurityGroups"][0]["GroupId"],
        }

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("ec2").delete_vpc(VpcId=physical_id)
