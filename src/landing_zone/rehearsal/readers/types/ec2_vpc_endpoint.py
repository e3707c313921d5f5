"""A VPC endpoint: ``DescribeVpcEndpoints``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import only, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    found = only(
        request.client("ec2"),
        "describe_vpc_endpoints",
        "VpcEndpoints",
        "InvalidVpcEndpointId.NotFound",
        "InvalidVpcEndpoint.NotFound",
        VpcEndpointIds=[request.physical_id],
    )
    if not found or str(found.get("State", "")).lower() in ("deleting", "deleted", "failed", "rejected", "expired"):
        return None
    groups = found.get("Groups")
    return Reading(
        {
            **picked(
                found,
                "DnsOptions",
                "IpAddressType",
                "PolicyDocument",
                "PrivateDnsEnabled",
                "ResourceConfigurationArn",
                "RouteTableIds",
                "ServiceName",
                "ServiceNetworkArn",
                "ServiceRegion",
                "SubnetIds",
                "Tags",
                "VpcEndpointType",
                "VpcId",
            ),
            "SecurityGroupIds": None if groups is None else [group["GroupId"] for group in groups],
        },
        {"Id": found["VpcEndpointId"], **picked(found, "NetworkInterfaceIds")},
    )


READER = Reader(
    "AWS::EC2::VPCEndpoint",
    read,
    unordered=frozenset({"RouteTableIds", "SecurityGroupIds", "SubnetIds"}),
    open_lists=frozenset({"Tags"}),
    policies=frozenset({"PolicyDocument"}),
)
