"""A VPC of another stack, by parameters of Systems Manager: written beside it, read without a look-up."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from landing_zone_constructs.multi_az_vpc import ZONES

NETWORK_PARAMETERS = "/landing-zone/"
"""How the names of the parameters begin. Then: ``vpc-id``, ``vpc-cidr``, and for each tier, ``public``, ``private`` and
``isolated``, ``public-subnet-ids`` and ``public-route-table-ids``: a list, in the order of the zones."""


def publish_vpc(scope: Construct, vpc: ec2.Vpc, *, prefix: str = NETWORK_PARAMETERS) -> None:
    """Write the parameters that :func:`published_vpc` reads: the VPC's id and range, its subnets and route tables.

    Args:
        scope: the construct above the parameters, in the stack of the VPC.
        vpc: a VPC with public, private and isolated subnets, as of ``MultiAzVpc``.
        prefix: how the names of the parameters begin; another one for a further VPC of an account and Region.
    """
    _parameter(scope, "VpcParameter", f"{prefix}vpc-id", "Id of the account's VPC in this Region", vpc.vpc_id)
    _parameter(scope, "VpcCidrParameter", f"{prefix}vpc-cidr", "Address range of the VPC", vpc.vpc_cidr_block)
    for tier, subnets in _tiers(vpc).items():
        for what, ids in (
            ("subnet", [subnet.subnet_id for subnet in subnets]),
            ("route-table", [subnet.route_table.route_table_id for subnet in subnets]),
        ):
            words = f"{tier}-{what}".split("-")
            _parameter(
                scope,
                "".join(map(str.capitalize, words)) + "sParameter",
                f"{prefix}{tier}-{what}-ids",
                f"Ids of the VPC's {tier} {what.replace('-', ' ')}s, in the order of the zones",
                cdk.Fn.join(",", ids),
                kind="StringList",
            )


def published_vpc(scope: Construct, construct_id: str, *, prefix: str = NETWORK_PARAMETERS) -> ec2.IVpc:
    """Return the VPC that the landing zone made in the stack's account and Region, with its subnets by tier.

    CloudFormation reads the parameters when it deploys the stack: the synth needs neither credentials nor a look-up.
    The stack knows the first three of its Availability Zones, as one with ``availability_zones`` of its own does.

    Args:
        scope: a construct of the stack that uses the VPC.
        construct_id: the id below ``scope``.
        prefix: how the names of the parameters begin, as :func:`publish_vpc` wrote them.
    """

    def ids(name: str, kind: ssm.ParameterValueType) -> list[str]:
        listed = ssm.StringListParameter.value_for_typed_list_parameter(scope, f"{prefix}{name}-ids", kind)
        return [cdk.Fn.select(zone, listed) for zone in range(ZONES)]

    def subnets(tier: str) -> list[str]:
        return ids(f"{tier}-subnet", ssm.ParameterValueType.AWS_EC2_SUBNET_ID)

    def route_tables(tier: str) -> list[str]:
        return ids(f"{tier}-route-table", ssm.ParameterValueType.STRING)

    return ec2.Vpc.from_vpc_attributes(
        scope,
        construct_id,
        vpc_id=ssm.StringParameter.value_for_typed_string_parameter_v2(
            scope, f"{prefix}vpc-id", ssm.ParameterValueType.AWS_EC2_VPC_ID
        ),
        vpc_cidr_block=ssm.StringParameter.value_for_string_parameter(scope, f"{prefix}vpc-cidr"),
        availability_zones=cdk.Stack.of(scope).availability_zones[:ZONES],
        public_subnet_ids=subnets("public"),
        public_subnet_route_table_ids=route_tables("public"),
        private_subnet_ids=subnets("private"),
        private_subnet_route_table_ids=route_tables("private"),
        isolated_subnet_ids=subnets("isolated"),
        isolated_subnet_route_table_ids=route_tables("isolated"),
    )


def _tiers(vpc: ec2.Vpc) -> dict[str, list[ec2.ISubnet]]:
    return {"public": vpc.public_subnets, "private": vpc.private_subnets, "isolated": vpc.isolated_subnets}


def _parameter(
    scope: Construct, construct_id: str, name: str, description: str, value: str, *, kind: str = "String"
) -> None:
    ssm.CfnParameter(scope, construct_id, name=name, description=description, type=kind, value=value)
