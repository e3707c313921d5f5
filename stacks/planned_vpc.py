"""The VPCs of a stack, with their ranges from the address plan, and what accounts know of one that they share."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from landing_zone.config import Environment, LandingZone, Role
from landing_zone.config.addresses import NatGateways, Vpc
from landing_zone_constructs.dns_query_log import DnsQueryLog
from landing_zone_constructs.multi_az_vpc import MultiAzVpc
from landing_zone_constructs.published_vpc import publish_shared_vpc, publish_vpc, share_vpc
from landing_zone_constructs.shared_subnets import SharedSubnets
from stacks.landing_zone_stack import LandingZoneStack
from stacks.names import Names, shared_network_parameters

STAGE_TAG = "stage"
"""On a shared network and its subnets: the stage of the accounts that use it, not that of the account that owns it."""
_STAGED = [f"AWS::EC2::{name}" for name in ("VPC", "Subnet", "RouteTable", "NatGateway")]


def planned_vpcs(stack: LandingZoneStack, *, environment: Environment, zone: LandingZone) -> None:
    """Add to a stack the VPCs of its environment, whose flow logs and DNS query logs go to the log archive.

    The id, range, subnets and route tables are in parameters of Systems Manager, which a team's stack reads with
    ``published_vpc``: in this account, or in those that share the VPC.

    Args:
        stack: the stack.
        environment: its account and Region.
        zone: the configuration; nothing is made when its address plan has no range for the environment.
    """
    for vpc in zone.vpcs(environment):
        if not vpc.shared_with:
            publish_vpc(stack, _vpc(stack, stack, vpc, zone).vpc)
            continue
        scope = Construct(stack, vpc.construct_id)
        made = _vpc(stack, scope, vpc, zone).vpc
        first = zone.account(vpc.shared_with[0])
        cdk.Tags.of(scope).add(STAGE_TAG, first.stage.value, include_resource_types=_STAGED)
        SharedSubnets(
            scope,
            "Share",
            name=f"{zone.organisation.slug}-{vpc.name}",
            vpc=made,
            parameters=share_vpc(scope, made, prefix=shared_network_parameters(vpc.name or "")),
            accounts=[zone.account(name).id for name in vpc.shared_with],
        )


def shared_vpc(stack: LandingZoneStack, *, environment: Environment, zone: LandingZone) -> None:
    """Add to a stack what its account knows of the VPC that it shares; nothing where it shares none.

    Args:
        stack: the stack; that of the network account in its Region is deployed before it.
        environment: its account and Region.
        zone: the configuration.
    """
    vpc = zone.network(environment)
    if vpc is None or not vpc.shared_with:
        return
    publish_shared_vpc(
        stack,
        owner=zone.account_with_role(Role.NETWORK).id,
        region=environment.region,
        shared=shared_network_parameters(vpc.name or ""),
    )


def _vpc(stack: LandingZoneStack, scope: Construct, vpc: Vpc, zone: LandingZone) -> MultiAzVpc:
    bucket = f"arn:{cdk.Aws.PARTITION}:s3:::{Names(zone).audit_bucket(zone.regions.home)}"
    zones = zone.addresses.zones_of(vpc)
    gateways = {NatGateways.PER_ZONE: zones, NatGateways.ONE: 1, NatGateways.NONE: 0}
    made = MultiAzVpc(
        scope,
        "Vpc",
        cidr=str(vpc.cidr),
        availability_zones=stack.availability_zones[:zones],
        organisation_id=zone.organisation.id,
        flow_log_bucket_arn=bucket,
        interface_endpoints=zone.addresses.interface_endpoints_of(vpc),
        nat_gateways=gateways[zone.addresses.nat_gateways_of(vpc)],
    )
    DnsQueryLog(scope, "DnsQueryLog", vpc=made.vpc, bucket_arn=bucket)
    for subnet in (*made.vpc.public_subnets, *made.vpc.private_subnets, *made.vpc.isolated_subnets):
        resource = subnet.node.default_child
        if isinstance(resource, ec2.CfnSubnet):  # cfn-lint W3010: a zone is written as its Region and its letter
            letter = subnet.availability_zone.removeprefix(vpc.region)
            resource.availability_zone = f"{cdk.Aws.REGION}{letter}"
    return made
