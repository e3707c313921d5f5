"""A subnet: ``DescribeSubnets``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import only, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    ec2 = request.client("ec2")
    found = only(ec2, "describe_subnets", "Subnets", "InvalidSubnetID.NotFound", SubnetIds=[request.physical_id])
    if not found:
        return None
    return Reading(
        picked(
            found,
            "AssignIpv6AddressOnCreation",
            "AvailabilityZone",
            "AvailabilityZoneId",
            "CidrBlock",
            "EnableDns64",
            "MapPublicIpOnLaunch",
            "OutpostArn",
            "PrivateDnsNameOptionsOnLaunch",
            "Tags",
            "VpcId",
        ),
        {
            "AvailabilityZone": found["AvailabilityZone"],
            "CidrBlock": found["CidrBlock"],
            "SubnetId": found["SubnetId"],
            "VpcId": found["VpcId"],
        },
    )


READER = Reader("AWS::EC2::Subnet", read, open_lists=frozenset({"Tags"}))
