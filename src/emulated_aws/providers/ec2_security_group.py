"""``AWS::EC2::SecurityGroup``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.ec2_tags import set_tags
from emulated_aws.ip_permission import permission
from emulated_aws.provider import Call, Provider


class SecurityGroup(Provider):
    """How ``AWS::EC2::SecurityGroup`` is made, changed and removed."""

    type = "AWS::EC2::SecurityGroup"
    emulated = frozenset(
        {"GroupDescription", "GroupName", "SecurityGroupEgress", "SecurityGroupIngress", "Tags", "VpcId"}
    )
    create_only = frozenset({"GroupDescription", "GroupName", "VpcId"})

    def make(self, call: Call) -> str:
        made = call.client("ec2").create_security_group(
            GroupName=call.properties.get("GroupName") or call.name(255),
            Description=call.properties["GroupDescription"],
            **call.picked("VpcId"),
        )
        return str(made["GroupId"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        ec2 = call.client("ec2")
        group = ec2.describe_security_groups(GroupIds=[physical_id])["SecurityGroups"][0]
        if group["IpPermissions"]:
            ec2.revoke_security_group_ingress(GroupId=physical_id, IpPermissions=group["IpPermissions"])
        ingress = [permission(rule, "Source") for rule in call.properties.get("SecurityGroupIngress", [])]
        if ingress:
            ec2.authorize_security_group_ingress(GroupId=physical_id, IpPermissions=ingress)
        if "SecurityGroupEgress" in call.properties or before is not None:
            if group["IpPermissionsEgress"]:
                ec2.revoke_security_group_egress(GroupId=physical_id, IpPermissions=group["IpPermissionsEgress"])
            everywhere = [{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}]
            egress = [
                permission(rule, "Destination") for rule in call.properties.get("SecurityGroupEgress", everywhere)
            ]
            if egress:
                ec2.authorize_security_group_egress(GroupId=physical_id, IpPermissions=egress)
        set_tags(call, physical_id, before)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"GroupId": physical_id, "Id": physical_id, "VpcId": call.properties.get("VpcId", "")}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("ec2").delete_security_group(GroupId=physical_id)
