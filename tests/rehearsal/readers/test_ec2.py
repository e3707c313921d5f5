"""EC2 resources, made and changed by EC2's own API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.rehearsal.readers.account import REGION, Account, Declared

TAGS = [{"Key": "tier", "Value": "private"}]
POLICY: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "*", "Resource": "*"}],
}


@pytest.fixture
def ec2(account: Account) -> Any:
    """EC2's client."""
    return account.client("ec2")


@pytest.fixture
def vpc_id(ec2: Any) -> str:
    """A VPC."""
    return str(ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"])


@pytest.fixture
def subnet_id(ec2: Any, vpc_id: str) -> str:
    """A subnet of the VPC."""
    made = ec2.create_subnet(VpcId=vpc_id, CidrBlock="10.1.0.0/20", AvailabilityZone=f"{REGION}a")
    return str(made["Subnet"]["SubnetId"])


def test_a_vpc_is_read_with_its_dns_settings(account: Account, ec2: Any, vpc_id: str) -> None:
    """DNS host names are switched on after the VPC is made: a VPC without them differs."""
    ec2.create_tags(Resources=[vpc_id], Tags=[*TAGS, {"Key": "more", "Value": "of the stack"}])
    vpc = Declared(
        "AWS::EC2::VPC",
        vpc_id,
        {
            "CidrBlock": "10.1.0.0/16",
            "EnableDnsHostnames": True,
            "EnableDnsSupport": "true",
            "InstanceTenancy": "default",
            "Tags": TAGS,
        },
    )
    assert account.differing(vpc, "EnableDnsHostnames").differences[0].actual is False
    ec2.modify_vpc_attribute(VpcId=vpc_id, EnableDnsHostnames={"Value": True})
    account.created(vpc)
    ec2.delete_tags(Resources=[vpc_id], Tags=TAGS)
    account.differing(vpc, "Tags[0]")
    ec2.delete_vpc(VpcId=vpc_id)
    account.missing(vpc)


def test_a_subnet_is_read(account: Account, ec2: Any, vpc_id: str, subnet_id: str) -> None:
    """A subnet that gives public addresses differs from one that must not."""
    subnet = Declared(
        "AWS::EC2::Subnet",
        subnet_id,
        {
            "AvailabilityZone": {"Fn::Join": ["", [{"Ref": "AWS::Region"}, "a"]]},
            "CidrBlock": "10.1.0.0/20",
            "MapPublicIpOnLaunch": False,
            "VpcId": vpc_id,
        },
    )
    account.created(subnet)
    ec2.modify_subnet_attribute(SubnetId=subnet_id, MapPublicIpOnLaunch={"Value": True})
    account.differing(subnet, "MapPublicIpOnLaunch")
    ec2.delete_subnet(SubnetId=subnet_id)
    account.missing(subnet)


def test_an_address_and_its_nat_gateway_are_read(account: Account, ec2: Any, subnet_id: str) -> None:
    """An address is known by its IP address, a NAT gateway by the allocation it uses."""
    address = ec2.allocate_address(Domain="vpc")
    eip = Declared("AWS::EC2::EIP", address["PublicIp"], {"Domain": "vpc"})
    account.created(eip)
    ec2.create_tags(Resources=[address["AllocationId"]], Tags=TAGS)
    account.differing(
        Declared(eip.type, eip.physical_id, {"Tags": [{"Key": "tier", "Value": "public"}]}), "Tags[0].Value"
    )
    made = ec2.create_nat_gateway(AllocationId=address["AllocationId"], SubnetId=subnet_id)["NatGateway"]
    nat = Declared(
        "AWS::EC2::NatGateway",
        made["NatGatewayId"],
        {"AllocationId": address["AllocationId"], "SubnetId": subnet_id},
    )
    account.created(nat)
    account.differing(Declared(nat.type, nat.physical_id, {"SubnetId": "subnet-0"}), "SubnetId")
    ec2.delete_nat_gateway(NatGatewayId=nat.physical_id)
    account.missing(nat)
    ec2.release_address(AllocationId=address["AllocationId"])
    account.missing(eip)


def test_routes_are_read_from_their_table(account: Account, ec2: Any, vpc_id: str, subnet_id: str) -> None:
    """A route is the table's entry for its destination; a subnet's tie is the table's association."""
    gateway_id = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.create_tags(Resources=[gateway_id], Tags=TAGS)
    gateway = Declared("AWS::EC2::InternetGateway", gateway_id, {"Tags": TAGS})
    account.created(gateway)
    account.differing(Declared(gateway.type, gateway_id, {"Tags": [{"Key": "Name", "Value": "x"}]}), "Tags[0]")
    tie = Declared(
        "AWS::EC2::VPCGatewayAttachment", f"IGW|{vpc_id}", {"InternetGatewayId": gateway_id, "VpcId": vpc_id}
    )
    account.missing(tie)
    ec2.attach_internet_gateway(InternetGatewayId=gateway_id, VpcId=vpc_id)
    account.created(tie)
    account.differing(Declared(tie.type, tie.physical_id, {**tie.properties, "VpcId": "vpc-0"}), "VpcId")

    table_id = ec2.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"]
    table = Declared("AWS::EC2::RouteTable", table_id, {"VpcId": vpc_id})
    account.created(table)
    account.differing(Declared(table.type, table_id, {"VpcId": "vpc-0"}), "VpcId")
    route = Declared(
        "AWS::EC2::Route",
        f"{table_id}|0.0.0.0/0",
        {"RouteTableId": table_id, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway_id},
    )
    account.missing(route)
    ec2.create_route(RouteTableId=table_id, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway_id)
    account.created(route)
    account.differing(Declared(route.type, route.physical_id, {**route.properties, "GatewayId": "igw-0"}), "GatewayId")

    made = ec2.associate_route_table(RouteTableId=table_id, SubnetId=subnet_id)["AssociationId"]
    association = Declared(
        "AWS::EC2::SubnetRouteTableAssociation", made, {"RouteTableId": table_id, "SubnetId": subnet_id}
    )
    account.created(association)
    account.differing(Declared(association.type, made, {"SubnetId": "subnet-0"}), "SubnetId")
    ec2.disassociate_route_table(AssociationId=made)
    account.missing(association)
    ec2.delete_route(RouteTableId=table_id, DestinationCidrBlock="0.0.0.0/0")
    account.missing(route)
    ec2.delete_route_table(RouteTableId=table_id)
    account.missing(table)
    ec2.detach_internet_gateway(InternetGatewayId=gateway_id, VpcId=vpc_id)
    ec2.delete_internet_gateway(InternetGatewayId=gateway_id)
    account.missing(gateway)


def test_a_security_group_is_read_rule_by_rule(account: Account, ec2: Any, vpc_id: str) -> None:
    """One more rule than declared is a difference, in whatever order the rules are listed."""
    group_id = ec2.create_security_group(GroupName="endpoints", Description="HTTPS", VpcId=vpc_id)["GroupId"]
    everything = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    ec2.authorize_security_group_ingress(
        GroupId=group_id,
        IpPermissions=[
            {
                **https,
                "IpRanges": [{"CidrIp": "10.2.0.0/16"}, {"CidrIp": "10.1.0.0/16", "Description": "from the VPC"}],
                "UserIdGroupPairs": [{"GroupId": group_id}],
            }
        ],
    )
    group = Declared(
        "AWS::EC2::SecurityGroup",
        group_id,
        {
            "GroupDescription": "HTTPS",
            "VpcId": vpc_id,
            "SecurityGroupEgress": [],
            "SecurityGroupIngress": [
                {"CidrIp": "10.1.0.0/16", "Description": "from the VPC", **https},
                {"CidrIp": "10.2.0.0/16", **https, "FromPort": "443"},
                {"SourceSecurityGroupId": group_id, **https},
            ],
        },
    )
    account.differing(group, "SecurityGroupEgress")
    ec2.revoke_security_group_egress(GroupId=group_id, IpPermissions=everything)
    account.created(group)
    world = [{**https, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=world)
    account.differing(group, "SecurityGroupIngress")
    ec2.delete_security_group(GroupId=group_id)
    account.missing(group)


def test_a_flow_log_is_read(account: Account, ec2: Any, vpc_id: str) -> None:
    """The id of the logged resource shows its type."""
    account.client("s3").create_bucket(Bucket="flow-logs", CreateBucketConfiguration={"LocationConstraint": REGION})
    (made,) = ec2.create_flow_logs(
        ResourceIds=[vpc_id],
        ResourceType="VPC",
        TrafficType="ALL",
        LogDestinationType="s3",
        LogDestination="arn:aws:s3:::flow-logs",
        MaxAggregationInterval=60,
    )["FlowLogIds"]
    flow_log = Declared(
        "AWS::EC2::FlowLog",
        made,
        {
            "LogDestination": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":s3:::flow-logs"]]},
            "LogDestinationType": "s3",
            "MaxAggregationInterval": 60,
            "ResourceId": vpc_id,
            "ResourceType": "VPC",
            "TrafficType": "ALL",
        },
    )
    account.created(flow_log)
    rejected = Declared(flow_log.type, made, {**flow_log.properties, "TrafficType": "REJECT"})
    account.differing(rejected, "TrafficType")
    ec2.delete_flow_logs(FlowLogIds=[made])
    account.missing(flow_log)


def test_a_vpc_endpoint_is_read(account: Account, ec2: Any, vpc_id: str) -> None:
    """An endpoint whose policy lets more through differs; the same policy in another spelling does not."""
    tables = [ec2.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"] for _ in range(2)]
    made = ec2.create_vpc_endpoint(
        VpcId=vpc_id,
        ServiceName=f"com.amazonaws.{REGION}.dynamodb",
        VpcEndpointType="Gateway",
        RouteTableIds=tables,
        PolicyDocument=json.dumps(POLICY),
    )["VpcEndpoint"]["VpcEndpointId"]
    statement = {**POLICY["Statement"][0], "Action": ["*"], "Resource": ["*"]}
    endpoint = Declared(
        "AWS::EC2::VPCEndpoint",
        made,
        {
            "PolicyDocument": {"Version": "2012-10-17", "Statement": statement},
            "RouteTableIds": tables[::-1],
            "ServiceName": {"Fn::Sub": "com.amazonaws.${AWS::Region}.dynamodb"},
            "VpcEndpointType": "Gateway",
            "VpcId": vpc_id,
        },
    )
    account.created(endpoint)
    ec2.modify_vpc_endpoint(VpcEndpointId=made, PolicyDocument='{"Statement": []}', RemoveRouteTableIds=tables[:1])
    account.differing(endpoint, "PolicyDocument", "RouteTableIds")
    ec2.delete_vpc_endpoints(VpcEndpointIds=[made])
    account.missing(endpoint)
