"""The subnets of a VPC for workloads of other accounts, shared by AWS Resource Access Manager."""

from __future__ import annotations

import re
from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ram as ram
from aws_cdk import aws_ssm as ssm
from constructs import Construct

_ACCOUNT = re.compile(r"[0-9]{12}")


class SharedSubnets(Construct):
    """All subnets of a VPC, and the parameters that describe it, shared with accounts of the same organisation.

    The owner keeps route tables, gateways, endpoints, network ACLs and the flow log of the whole VPC, which records the
    network interfaces of all accounts. Participants make network interfaces, security groups of their own, and what
    runs in the subnets; they can neither use the default security group nor change a route.

    Sharing within the organisation must be enabled once: ``ram:EnableSharingWithAwsOrganization``.

    Serves: PCI DSS 1.2.1, 1.4.1; GDPR article 32(1)(b).

    Args:
        scope: the construct above, in the stack of the VPC.
        construct_id: the id below ``scope``.
        name: the resource share's name.
        vpc: the VPC.
        parameters: its parameters, of the advanced tier.
        accounts: ids of the accounts that use the subnets.

    Attributes:
        share: the resource share.

    Raises:
        ValueError: there is no account, or one is not an account's id.

    Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html and
    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html, read 2026-12-01
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        name: str,
        vpc: ec2.Vpc,
        parameters: Sequence[ssm.CfnParameter],
        accounts: Sequence[str],
    ) -> None:
        super().__init__(scope, construct_id)
        for account in accounts:
            if not _ACCOUNT.fullmatch(account):
                raise ValueError(f"subnets are shared with accounts, by 12 digits, got {account!r}")
        if not accounts:
            raise ValueError("subnets are shared with at least one account, got none")
        subnets = [*vpc.public_subnets, *vpc.private_subnets, *vpc.isolated_subnets]
        here = f"{cdk.Aws.REGION}:{cdk.Aws.ACCOUNT_ID}"
        self.share: ram.CfnResourceShare = ram.CfnResourceShare(
            self,
            "Resource",
            name=name,
            allow_external_principals=False,
            principals=sorted(accounts),
            resource_arns=[
                *(f"arn:{cdk.Aws.PARTITION}:ec2:{here}:subnet/{subnet.subnet_id}" for subnet in subnets),
                *(f"arn:{cdk.Aws.PARTITION}:ssm:{here}:parameter{parameter.name}" for parameter in parameters),
            ],
        )
        for parameter in parameters:
            self.share.add_resource_dependency(parameter)
