"""A VPC over three zones: public, private and isolated tiers, flow logs, endpoints, a closed default security group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Network

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from constructs import Construct

from landing_zone_constructs.closed_default_security_group import ClosedDefaultSecurityGroup
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.organisation import organisation_id as checked_organisation_id

ZONES = 3
WIDEST_PREFIX, NARROWEST_PREFIX = 16, 22
"""AWS takes no VPC wider than /16; nine subnets and room to grow need at least /22."""
FLOW_LOG_INTERVAL_SECONDS = 60
DEFAULT_INTERFACE_ENDPOINTS = ("ec2messages", "kms", "logs", "secretsmanager", "ssm", "ssmmessages", "sts")
GATEWAY_ENDPOINTS = ("dynamodb", "s3")

FLOW_LOG_FIELDS = (
    "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes",
    "start", "end", "action", "log-status",
    "vpc-id", "subnet-id", "instance-id", "tcp-flags", "type", "pkt-srcaddr", "pkt-dstaddr",
    "region", "az-id", "sublocation-type", "sublocation-id",
    "pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction", "traffic-path",
)  # fmt: skip
"""The fields of versions 2 to 5, in AWS's order."""


class MultiAzVpc(Construct):
    """A VPC with three tiers in each of three zones, that nothing reaches unasked and whose traffic is all recorded.

    Serves: PCI DSS 1.2.1, 1.3.1, 1.3.2, 1.4.1, 1.4.2, 1.4.4, 2.2.2, 10.2.1, 12.10.5; GDPR article 32(1)(b).
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cidr: str,
        availability_zones: Sequence[str],
        organisation_id: str,
        flow_log_bucket_arn: str,
        key: CustomerManagedKey,
        interface_endpoints: Sequence[str] = DEFAULT_INTERFACE_ENDPOINTS,
    ) -> None:
        super().__init__(scope, construct_id)
        network = _checked_cidr(cidr)
        zones = _checked_zones(availability_zones)
        organisation = checked_organisation_id(organisation_id)
        tier_mask = network.prefixlen + 4
        self.vpc: ec2.Vpc = ec2.Vpc(
            self,
            "Resource",
            ip_addresses=ec2.IpAddresses.cidr(cidr),
            availability_zones=zones,
            nat_gateways=ZONES,
            restrict_default_security_group=False,
            gateway_endpoints=None,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name="public",
                    subnet_type=ec2.SubnetType.PUBLIC,
                    cidr_mask=tier_mask,
                    map_public_ip_on_launch=False,
                ),
                ec2.SubnetConfiguration(
                    name="private", subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS, cidr_mask=tier_mask
                ),
                ec2.SubnetConfiguration(
                    name="isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED, cidr_mask=tier_mask
                ),
            ],
        )
        for tier, subnets in (
            ("public", self.vpc.public_subnets),
            ("private", self.vpc.private_subnets),
            ("isolated", self.vpc.isolated_subnets),
        ):
            for subnet in subnets:
                cdk.Tags.of(subnet).add("tier", tier)
        ClosedDefaultSecurityGroup(self, "DefaultSecurityGroup", vpc=self.vpc, key=key)
        self.flow_log = self._log_flows(flow_log_bucket_arn)
        self.endpoint_security_group = self._endpoint_security_group()
        self.endpoints = self._endpoints(interface_endpoints, organisation)

    def _log_flows(self, bucket_arn: str) -> ec2.CfnFlowLog:
        return ec2.CfnFlowLog(
            self,
            "FlowLog",
            resource_id=self.vpc.vpc_id,
            resource_type="VPC",
            traffic_type="ALL",
            log_destination_type="s3",
            log_destination=bucket_arn,
            log_format=" ".join(f"${{{field}}}" for field in FLOW_LOG_FIELDS),
            max_aggregation_interval=FLOW_LOG_INTERVAL_SECONDS,
            destination_options={
                "FileFormat": "parquet",
                "HiveCompatiblePartitions": True,
                "PerHourPartition": True,
            },
        )

    def _endpoint_security_group(self) -> ec2.SecurityGroup:
        group = ec2.SecurityGroup(
            self,
            "EndpointSecurityGroup",
            vpc=self.vpc,
            description="Interface endpoints: HTTPS from within the VPC, nothing outwards",
            allow_all_outbound=False,
        )
        group.add_ingress_rule(ec2.Peer.ipv4(self.vpc.vpc_cidr_block), ec2.Port.tcp(443), "HTTPS from within the VPC")
        return group

    def _endpoints(self, services: Sequence[str], organisation: str) -> dict[str, ec2.VpcEndpoint]:
        endpoints: dict[str, ec2.VpcEndpoint] = {}
        for service in GATEWAY_ENDPOINTS:
            endpoints[service] = self.vpc.add_gateway_endpoint(
                f"{service.title()}Endpoint", service=ec2.GatewayVpcEndpointAwsService(service)
            )
        for service in sorted(set(services)):
            name = "".join(word.title() for word in re.split(r"[.-]", service))
            endpoints[service] = self.vpc.add_interface_endpoint(
                f"{name}Endpoint",
                service=ec2.InterfaceVpcEndpointAwsService(service),
                private_dns_enabled=True,
                open=False,
                security_groups=[self.endpoint_security_group],
                subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
            )
        for endpoint in endpoints.values():
            endpoint.add_to_policy(
                iam.PolicyStatement(
                    sid="WithinTheOrganisation",
                    principals=[iam.AnyPrincipal()],
                    actions=["*"],
                    resources=["*"],
                    conditions={
                        "StringEquals": {"aws:PrincipalOrgID": organisation, "aws:ResourceOrgID": organisation}
                    },
                )
            )
        return endpoints


def _checked_cidr(cidr: str) -> IPv4Network:
    network = IPv4Network(cidr)
    if not WIDEST_PREFIX <= network.prefixlen <= NARROWEST_PREFIX:
        raise ValueError(f"a VPC's range lies between /{WIDEST_PREFIX} and /{NARROWEST_PREFIX}, got {cidr!r}")
    if not network.is_private:
        raise ValueError(f"a VPC's range is private (RFC 1918), got {cidr!r}")
    return network


def _checked_zones(zones: Sequence[str]) -> list[str]:
    if len(zones) != ZONES or len(set(zones)) != ZONES:
        raise ValueError(f"a VPC spans {ZONES} different zones, got {list(zones)}")
    return list(zones)
