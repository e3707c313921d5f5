"""The VPC of a stack, with its range from the address plan."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2

from landing_zone.config import Environment, LandingZone
from landing_zone_constructs.dns_query_log import DnsQueryLog
from landing_zone_constructs.multi_az_vpc import DEFAULT_INTERFACE_ENDPOINTS, ZONES, MultiAzVpc
from landing_zone_constructs.published_vpc import publish_vpc
from stacks.landing_zone_stack import LandingZoneStack
from stacks.names import Names


def planned_vpc(stack: LandingZoneStack, *, environment: Environment, zone: LandingZone) -> None:
    """Add to a stack the VPC of its environment, whose flow logs and DNS query logs go to the log archive.

    Its id, range, subnets and route tables are in parameters of Systems Manager, which a team's stack reads with
    ``published_vpc``.

    Args:
        stack: the stack.
        environment: its account and Region.
        zone: the configuration; nothing is made when its address plan has no range for the environment.
    """
    cidr = zone.vpc_cidr(environment)
    if cidr is None:
        return
    bucket = f"arn:{cdk.Aws.PARTITION}:s3:::{Names(zone).audit_bucket(zone.regions.home)}"
    vpc = MultiAzVpc(
        stack,
        "Vpc",
        cidr=str(cidr),
        availability_zones=stack.availability_zones[:ZONES],
        organisation_id=zone.organisation.id,
        flow_log_bucket_arn=bucket,
        interface_endpoints=zone.addresses.interface_endpoints or DEFAULT_INTERFACE_ENDPOINTS,
    )
    DnsQueryLog(stack, "DnsQueryLog", vpc=vpc.vpc, bucket_arn=bucket)
    for subnet in (*vpc.vpc.public_subnets, *vpc.vpc.private_subnets, *vpc.vpc.isolated_subnets):
        resource = subnet.node.default_child
        if isinstance(resource, ec2.CfnSubnet):  # cfn-lint W3010: a zone is written as its Region and its letter
            letter = subnet.availability_zone.removeprefix(environment.region)
            resource.availability_zone = f"{cdk.Aws.REGION}{letter}"
    publish_vpc(stack, vpc.vpc)
