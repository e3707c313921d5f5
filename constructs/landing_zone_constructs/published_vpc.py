"""A VPC of another stack, by parameters of Systems Manager: written beside it, read without a look-up."""

from __future__ import annotations

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from landing_zone_constructs.multi_az_vpc import ZONES

NETWORK_PARAMETERS = "/landing-zone/"
"""How the names of the parameters begin. Then: ``vpc-id``, ``vpc-cidr``, and for each tier, ``public``, ``private`` and
``isolated``, ``public-subnet-ids`` and ``public-route-table-ids``: a list, in the order of the zones."""

_LISTS = tuple(f"{tier}-{what}-ids" for tier in ("public", "private", "isolated") for what in ("subnet", "route-table"))


def publish_vpc(scope: Construct, vpc: ec2.Vpc, *, prefix: str = NETWORK_PARAMETERS) -> None:
    """Write the parameters that :func:`published_vpc` reads: the VPC's id and range, its subnets and route tables.

    Args:
        scope: the construct above the parameters, in the stack of the VPC.
        vpc: a VPC with public, private and isolated subnets, as of ``MultiAzVpc``.
        prefix: how the names of the parameters begin; another one for a further VPC of an account and Region.
    """
    for name, value in _values(vpc).items():
        _parameter(scope, name, value, prefix=prefix, kind="StringList" if name in _LISTS else "String")


def share_vpc(scope: Construct, vpc: ec2.Vpc, *, prefix: str) -> list[ssm.CfnParameter]:
    """Write the same for accounts that share the VPC's subnets; :func:`publish_shared_vpc` reads it there.

    AWS shares parameters of the advanced tier alone, which cost money, by their ARN. A list is one text, so that the
    reader can hand it on as it is.

    Args:
        scope: the construct above the parameters, in the stack of the VPC.
        vpc: the VPC.
        prefix: how the names of the parameters begin: another one than that of the account's own VPC.

    Returns:
        The parameters, for the resource share.

    Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-shared-parameters.html
    """
    return [
        _parameter(scope, name, value, prefix=prefix, kind="String", tier="Advanced")
        for name, value in _values(vpc).items()
    ]


def publish_shared_vpc(
    scope: Construct, *, owner: str, region: str, shared: str, prefix: str = NETWORK_PARAMETERS
) -> None:
    """Write what :func:`published_vpc` reads, in an account that shares the subnets of another account's VPC.

    CloudFormation reads the owner's parameters by their ARN when it deploys the stack, after those of the owner. A
    team's stack then finds the network as it would find one of its own account.

    Args:
        scope: the construct above the parameters, in a stack of the account and Region.
        owner: id of the account that owns the VPC.
        region: the Region.
        shared: the prefix that the owner gave :func:`share_vpc`.
        prefix: how the names of this account's parameters begin.

    Source: "Systems Manager parameter types": the full ARN, for a parameter that another account shares,
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/systems-manager-parameter-types.html
    """
    for name in ("vpc-id", "vpc-cidr", *_LISTS):
        read = cdk.CfnParameter(
            scope,
            f"Shared{_id(name)}",
            type="AWS::SSM::Parameter::Value<String>",
            default=f"arn:aws:ssm:{region}:{owner}:parameter{shared}{name}",
            description=f"{_WORDS.get(name, name)}, in the account that owns the network",
        )
        _parameter(scope, name, read.value_as_string, prefix=prefix, kind="StringList" if name in _LISTS else "String")


def published_vpc(
    scope: Construct, construct_id: str, *, prefix: str = NETWORK_PARAMETERS, zones: int = ZONES
) -> ec2.IVpc:
    """Return the network that the landing zone made for the stack's account and Region, with its subnets by tier.

    CloudFormation reads the parameters when it deploys the stack: the synth needs neither credentials nor a look-up.
    Each subnet is in a zone of its own, which has no name here. Subnets that another account shares are in zones that
    may have other names in this one (``eu-west-1a`` is another place), and a template that names both a subnet and the
    wrong zone is refused, as CDK's ``Instance`` would write it. ``AvailabilityZone`` is thus left out of the template,
    and AWS takes that of the subnet.

    Args:
        scope: a construct of the stack that uses the VPC.
        construct_id: the id below ``scope``.
        prefix: how the names of the parameters begin, as :func:`publish_vpc` wrote them.
        zones: in how many zones the network is.

    Source: "Map subnets across Availability Zones",
    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing-share-subnet-working-with.html, read 2026-12-01
    """

    def ids(name: str, kind: ssm.ParameterValueType) -> list[str]:
        listed = ssm.StringListParameter.value_for_typed_list_parameter(scope, f"{prefix}{name}-ids", kind)
        return [cdk.Fn.select(zone, listed) for zone in range(zones)]

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
        # a token each, so that the CDK takes them for different zones
        availability_zones=[cdk.Token.as_string({"Ref": "AWS::NoValue"}) for _ in range(zones)],
        public_subnet_ids=subnets("public"),
        public_subnet_route_table_ids=route_tables("public"),
        private_subnet_ids=subnets("private"),
        private_subnet_route_table_ids=route_tables("private"),
        isolated_subnet_ids=subnets("isolated"),
        isolated_subnet_route_table_ids=route_tables("isolated"),
    )


def _values(vpc: ec2.Vpc) -> dict[str, str]:
    """Return the end of each parameter's name, with its value."""
    found = {"vpc-id": vpc.vpc_id, "vpc-cidr": vpc.vpc_cidr_block}
    for tier, subnets in {
        "public": vpc.public_subnets,
        "private": vpc.private_subnets,
        "isolated": vpc.isolated_subnets,
    }.items():
        found[f"{tier}-subnet-ids"] = cdk.Fn.join(",", [subnet.subnet_id for subnet in subnets])
        tables = [subnet.route_table.route_table_id for subnet in subnets]
        found[f"{tier}-route-table-ids"] = cdk.Fn.join(",", tables)
    return found


_WORDS: Mapping[str, str] = {
    "vpc-id": "Id of the account's VPC in this Region",
    "vpc-cidr": "Address range of the VPC",
    **{
        name: f"Ids of the VPC's {name.removesuffix('-ids').replace('-', ' ')}s, in the order of the zones"
        for name in _LISTS
    },
}


def _id(name: str) -> str:
    words = name.removesuffix("-ids").removesuffix("-id").split("-")
    plural = "s" if name in _LISTS else ""
    return "".join(map(str.capitalize, words)) + f"{plural}Parameter"


def _parameter(
    scope: Construct, name: str, value: str, *, prefix: str, kind: str, tier: str | None = None
) -> ssm.CfnParameter:
    description = _WORDS[name]
    return ssm.CfnParameter(
        scope, _id(name), name=f"{prefix}{name}", description=description, type=kind, value=value, tier=tier
    )
