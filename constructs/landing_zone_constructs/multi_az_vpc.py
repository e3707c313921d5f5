"""A VPC over some zones: public, private and isolated tiers, flow logs, endpoints, a closed default security group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Network

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from constructs import Construct

from landing_zone_constructs.closed_default_security_group import ClosedDefaultSecurityGroup
from landing_zone_constructs.organisation import principal_within, resource_within

ZONES = 3
FEWEST_ZONES = 2
WIDEST_PREFIX, NARROWEST_PREFIX = 16, 22
"""AWS takes no VPC wider than /16; nine subnets and room to grow need at least /22."""
FLOW_LOG_INTERVAL_SECONDS = 60
DEFAULT_INTERFACE_ENDPOINTS = (
    "ec2messages", "ecr.api", "ecr.dkr", "kms", "logs", "secretsmanager", "ssm", "ssmmessages", "sts",
)  # fmt: skip
GATEWAY_ENDPOINTS = ("dynamodb", "s3")

FLOW_LOG_FIELDS = (
    "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes",
    "start", "end", "action", "log-status",
    "vpc-id", "subnet-id", "instance-id", "tcp-flags", "type", "pkt-srcaddr", "pkt-dstaddr",
    "region", "az-id", "sublocation-type", "sublocation-id",
    "pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction", "traffic-path",
    "reject-reason", "resource-id", "encryption-status",
)  # fmt: skip
"""The fields of versions 2 to 5 and 8 to 10, in AWS's order; version 7 has only fields of ECS tasks."""

AWS_BUCKETS = (
    "prod-{region}-starport-layer-bucket", "al2023-repos-{region}-de612dc2",
    "amazon-ssm-{region}", "amazon-ssm-packages-{region}", "aws-ssm-distributor-file-{region}",
    "aws-ssm-document-attachments-{region}", "aws-ssm-{region}", "patch-baseline-snapshot-{region}",
    "{region}-birdwatcher-prod",
)  # fmt: skip
"""AWS's buckets of image layers in ECR, of Amazon Linux packages, and of the Systems Manager agent."""
GUARDDUTY_AGENT = "aws-guardduty-agent-fargate"
"""AWS's repository of the container that GuardDuty adds to each Fargate task."""

_PRIVATE_RANGES = tuple(IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
_BUCKET_ARN = re.compile(r"arn:aws[a-z-]*:s3:::[a-z0-9.-]{3,63}(?:/.*)?")
_SERVICE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")


class MultiAzVpc(Construct):
    """A VPC with three tiers in each of its zones, closed to inbound traffic by default, with all traffic logged.

    The *public* tier routes to the internet gateway and assigns no public addresses by itself; the *private* tier
    reaches the internet through a NAT gateway, in its own zone where there are as many; the *isolated* tier has no
    route out, so card data belongs there. The caller pins the zones instead of ``Fn::GetAZs``: AWS may add a zone to
    that list, and the subnets would then be replaced. The template writes them as the Region and a letter.

    Every flow log field, ECS metadata excepted, goes to the central bucket as Parquet, aggregated over one minute,
    partitioned by the hour. The endpoints let principals of the organisation reach resources of the organisation, and
    besides only what AWS documents as its own: image layers, Amazon Linux packages, GuardDuty's agent, the answers of
    custom resources and wait conditions.

    Serves: PCI DSS 1.2.1, 1.3.1, 1.3.2, 1.4.1, 1.4.2, 1.4.4, 2.2.1, 10.2.1, 11.5.1; GDPR article 32(1)(b).

    Args:
        cidr: the private IPv4 range, /16 to /22; each of the six or nine subnets gets a sixteenth of it.
        availability_zones: two or three different zones of the stack's Region; with three, the loss of one leaves a
            majority. The stack must override its property ``availability_zones`` with them too, or CDK looks the zones
            up with credentials.
        organisation_id: the organisation that the endpoint policies admit; ``None`` for this account alone.
        flow_log_bucket_arn: the bucket, in any account of the organisation, that receives the flow logs; its policy
            must admit ``delivery.logs.amazonaws.com``.
        interface_endpoints: AWS services reached through private endpoints, named as in ``com.amazonaws.REGION.NAME``.
        nat_gateways: as many as zones by default; one, whose zone all others then need; or none.

    Attributes:
        vpc: the VPC itself.
        flow_log: its flow log.
        endpoints: the gateway and interface endpoints by service.
        endpoint_security_group: the security group of the interface endpoints.
        default_security_group: keeps the default security group empty.

    Raises:
        ValueError: the range is malformed, public, too wide or too narrow; the zones are not two or three different
            ones of the Region; there are more NAT gateways than zones; the organisation's id, the bucket's ARN or a
            service is malformed.

    Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-best-practices.html,
    https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html and
    https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cidr: str,
        availability_zones: Sequence[str],
        organisation_id: str | None,
        flow_log_bucket_arn: str,
        interface_endpoints: Sequence[str] = DEFAULT_INTERFACE_ENDPOINTS,
        nat_gateways: int | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        network = _checked_cidr(cidr)
        zones = _checked_zones(availability_zones, cdk.Stack.of(self).region)
        if not _BUCKET_ARN.fullmatch(flow_log_bucket_arn) and not cdk.Token.is_unresolved(flow_log_bucket_arn):
            raise ValueError(f"flow logs need a bucket's ARN, arn:aws:s3:::name, got {flow_log_bucket_arn!r}")
        for service in interface_endpoints:
            if not _SERVICE.fullmatch(service) or service in GATEWAY_ENDPOINTS:
                raise ValueError(f"an interface endpoint must be the name of a service, such as 'kms', got {service!r}")
        gateways = len(zones) if nat_gateways is None else nat_gateways
        if not 0 <= gateways <= len(zones):
            raise ValueError(f"a VPC has at most one NAT gateway in each of its {len(zones)} zones, got {gateways}")
        resource_within(organisation_id)  # refuses a malformed id
        tier_mask = network.prefixlen + 4
        # CDK's default names contain the stack's name, and so the account's: each account's template would differ.
        name = f"{cdk.Aws.STACK_NAME}/{self.node.path.removeprefix(cdk.Stack.of(self).node.path + '/')}"
        self.vpc: ec2.Vpc = ec2.Vpc(
            self,
            "Resource",
            vpc_name=name,
            ip_addresses=ec2.IpAddresses.cidr(cidr),
            availability_zones=zones,
            nat_gateways=gateways,
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
                tags = cdk.Tags.of(subnet)
                tags.add("tier", tier)
                tags.add("Name", f"{name}/{subnet.node.id}")
                _write_zone_by_region(subnet, cdk.Stack.of(self).region)
        self.default_security_group = ClosedDefaultSecurityGroup(self, "DefaultSecurityGroup", vpc=self.vpc)
        self.flow_log = self._log_flows(flow_log_bucket_arn)
        self.endpoint_security_group = self._endpoint_security_group(cidr)
        self.endpoints = self._endpoints(interface_endpoints, organisation_id)

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

    def _endpoint_security_group(self, cidr: str) -> ec2.SecurityGroup:
        group = ec2.SecurityGroup(
            self,
            "EndpointSecurityGroup",
            vpc=self.vpc,
            description="Interface endpoints: HTTPS from within the VPC, nothing outwards",
            allow_all_outbound=False,
        )
        group.add_ingress_rule(ec2.Peer.ipv4(cidr), ec2.Port.tcp(443), "HTTPS from within the VPC")
        return group

    def _endpoints(self, services: Sequence[str], organisation: str | None) -> dict[str, ec2.VpcEndpoint]:
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
        for service, endpoint in endpoints.items():
            for statement in _exceptions(service, cdk.Stack.of(self), organisation):
                endpoint.add_to_policy(statement)
            endpoint.add_to_policy(
                iam.PolicyStatement(
                    sid="WithinTheOrganisation",
                    principals=[iam.AnyPrincipal()],
                    actions=["*"],
                    resources=["*"],
                    conditions={"StringEquals": principal_within(organisation) | resource_within(organisation)},
                )
            )
        return endpoints


def _exceptions(service: str, stack: cdk.Stack, organisation: str | None) -> list[iam.PolicyStatement]:
    """Return the statements for legitimate calls that an organisation-only policy would deny.

    Federated callers have no organisation before they assume a role, and the documents, parameters and buckets of
    Systems Manager belong to AWS: without them neither its agent nor GuardDuty's is installed or patched. The layers of
    every image in ECR are in a bucket of AWS, and a custom resource in the VPC answers by writing to one.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sts_vpc_endpoint_policies.html,
    https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html,
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html,
    https://docs.aws.amazon.com/linux/al2023/ug/deterministic-upgrades-usage.html,
    https://docs.aws.amazon.com/guardduty/latest/ug/prereq-runtime-monitoring-ecs-support.html and
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/vpc-interface-endpoints.html
    """
    region, partition = stack.region, stack.partition
    if service == "sts":
        return [
            iam.PolicyStatement(
                sid="FederatedIntoTheOrganisation",
                principals=[iam.StarPrincipal()],
                actions=["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"],
                resources=["*"],
                conditions={"StringEquals": resource_within(organisation)},
            )
        ]
    if service == "ssm":
        owned = f"arn:{partition}:ssm:{region}::"
        return [
            iam.PolicyStatement(
                sid="ReadsWhatAwsOwns",
                principals=[iam.StarPrincipal()],
                actions=["ssm:Describe*", "ssm:Get*", "ssm:List*", "ssm:SendCommand", "ssm:StartSession"],
                resources=[f"{owned}document/*", f"{owned}parameter/aws/*"],
                conditions={"StringEquals": principal_within(organisation)},
            )
        ]
    if service in ("ecr.api", "ecr.dkr"):
        return [
            iam.PolicyStatement(
                sid="PullsTheAgentOfGuardDuty",
                principals=[iam.StarPrincipal()],
                actions=["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                resources=[f"arn:{partition}:ecr:{region}:*:repository/{GUARDDUTY_AGENT}"],
                conditions={"StringEquals": principal_within(organisation)},
            )
        ]
    if service == "s3":
        without_dashes = cdk.Fn.join("", cdk.Fn.split("-", region))
        return [
            iam.PolicyStatement(
                sid="DownloadsWhatAwsOwns",  # unauthenticated calls: no organisation to compare
                principals=[iam.StarPrincipal()],
                actions=["s3:GetObject"],
                resources=[f"arn:{partition}:s3:::{name.format(region=region)}/*" for name in AWS_BUCKETS],
            ),
            iam.PolicyStatement(
                sid="AnswersCloudFormation",  # by an address that CloudFormation signed
                principals=[iam.StarPrincipal()],
                actions=["s3:PutObject"],
                resources=[
                    f"arn:{partition}:s3:::cloudformation-custom-resource-response-{without_dashes}/*",
                    f"arn:{partition}:s3:::cloudformation-waitcondition-{region}/*",
                ],
            ),
        ]
    return []


def _write_zone_by_region(subnet: ec2.ISubnet, region: str) -> None:
    """Write a subnet's zone as its stack's Region and a letter: pinned, and valid in this Region only (W3010)."""
    resource = subnet.node.default_child
    if isinstance(resource, ec2.CfnSubnet) and not cdk.Token.is_unresolved(region):
        resource.availability_zone = f"{cdk.Aws.REGION}{subnet.availability_zone.removeprefix(region)}"


def _checked_cidr(cidr: str) -> IPv4Network:
    try:
        network = IPv4Network(cidr)
    except ValueError as error:
        raise ValueError(f"a VPC's range must be an IPv4 network like 10.16.0.0/16, got {cidr!r}: {error}") from error
    if not WIDEST_PREFIX <= network.prefixlen <= NARROWEST_PREFIX:
        raise ValueError(f"a VPC's range must be between /{WIDEST_PREFIX} and /{NARROWEST_PREFIX}, got {cidr!r}")
    if not any(network.subnet_of(private) for private in _PRIVATE_RANGES):
        raise ValueError(f"a VPC's range must be private (RFC 1918), got {cidr!r}")
    return network


def _checked_zones(zones: Sequence[str], region: str) -> list[str]:
    if not FEWEST_ZONES <= len(zones) <= ZONES or len(set(zones)) != len(zones):
        raise ValueError(f"a VPC must have {FEWEST_ZONES} or {ZONES} different zones, got {list(zones)}")
    for zone in zones:
        if not cdk.Token.is_unresolved(region) and not re.fullmatch(re.escape(region) + "[a-z]", zone):
            raise ValueError(f"a VPC's zones must be in its Region {region}, got {zone!r}")
    return list(zones)
