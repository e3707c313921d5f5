"""A VPC: ``DescribeVpcs``, ``DescribeVpcAttribute``, and its default security group and network ACL."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import only, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    ec2 = request.client("ec2")
    vpc_id = request.physical_id
    found = only(ec2, "describe_vpcs", "Vpcs", "InvalidVpcID.NotFound", VpcIds=[vpc_id])
    if not found:
        return None
    support = ec2.describe_vpc_attribute(VpcId=vpc_id, Attribute="enableDnsSupport")["EnableDnsSupport"]
    names = ec2.describe_vpc_attribute(VpcId=vpc_id, Attribute="enableDnsHostnames")["EnableDnsHostnames"]
    in_vpc = {"Name": "vpc-id", "Values": [vpc_id]}
    default_group = [in_vpc, {"Name": "group-name", "Values": ["default"]}]
    group = only(ec2, "describe_security_groups", "SecurityGroups", Filters=default_group)
    default_acl = [in_vpc, {"Name": "default", "Values": ["true"]}]
    acl = only(ec2, "describe_network_acls", "NetworkAcls", Filters=default_acl)
    return Reading(
        {
            **picked(found, "CidrBlock", "InstanceTenancy", "Tags"),
            "EnableDnsHostnames": names.get("Value"),
            "EnableDnsSupport": support.get("Value"),
        },
        {
            "CidrBlock": found["CidrBlock"],
            "DefaultNetworkAcl": acl["NetworkAclId"] if acl else None,
            "DefaultSecurityGroup": group["GroupId"] if group else None,
            "VpcId": vpc_id,
        },
    )


READER = Reader("AWS::EC2::VPC", read, open_lists=frozenset({"Tags"}))
