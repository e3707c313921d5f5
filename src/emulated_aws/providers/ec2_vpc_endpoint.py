"""``AWS::EC2::VPCEndpoint``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.documents import as_text
from emulated_aws.ec2_tags import set_tags
from emulated_aws.provider import Call, Provider


class VpcEndpoint(Provider):
    """How ``AWS::EC2::VPCEndpoint`` is made, changed and removed."""

    type = "AWS::EC2::VPCEndpoint"
    emulated = frozenset(
        {
            "PolicyDocument",
            "PrivateDnsEnabled",
            "RouteTableIds",
            "SecurityGroupIds",
            "ServiceName",
            "SubnetIds",
            "Tags",
            "VpcEndpointType",
            "VpcId",
        }
    )
    create_only = frozenset({"ServiceName", "VpcEndpointType", "VpcId"})

    def make(self, call: Call) -> str:
        settings = call.picked(
            "PrivateDnsEnabled",
            "RouteTableIds",
            "SecurityGroupIds",
            "ServiceName",
            "SubnetIds",
            "VpcEndpointType",
            "VpcId",
        )
        if "PolicyDocument" in call.properties:
            settings["PolicyDocument"] = as_text(call.properties["PolicyDocument"])
        return str(call.client("ec2").create_vpc_endpoint(**settings)["VpcEndpoint"]["VpcEndpointId"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if before is not None:
            changes: dict[str, Any] = {}
            if "PolicyDocument" in call.properties:
                changes["PolicyDocument"] = as_text(call.properties["PolicyDocument"])
            else:
                changes["ResetPolicy"] = True
            for name, kind in (
                ("RouteTableIds", "RouteTable"),
                ("SecurityGroupIds", "SecurityGroup"),
                ("SubnetIds", "Subnet"),
            ):
                old, new = set(before.get(name, [])), set(call.properties.get(name, []))
                if new - old:
                    changes[f"Add{kind}Ids"] = sorted(new - old)
                if old - new:
                    changes[f"Remove{kind}Ids"] = sorted(old - new)
            call.client("ec2").modify_vpc_endpoint(VpcEndpointId=physical_id, **changes)
        set_tags(call, physical_id, before)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        endpoint = call.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[physical_id])["VpcEndpoints"][0]
        return {
            "Id": physical_id,
            "DnsEntries": [f"{e.get('HostedZoneId', '')}:{e['DnsName']}" for e in endpoint.get("DnsEntries", [])],
            "NetworkInterfaceIds": endpoint.get("NetworkInterfaceIds", []),
        }

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("ec2").delete_vpc_endpoints(VpcEndpointIds=[physical_id])
