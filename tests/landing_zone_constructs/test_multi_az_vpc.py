from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk.assertions import Match, Template

from landing_zone_constructs.multi_az_vpc import MultiAzVpc

ZONES = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
ORGANISATION = "o-examplepay01"
BUCKET = "arn:aws:s3:::examplepay-audit"
PROPS: dict[str, Any] = {
    "cidr": "10.16.0.0/16",
    "availability_zones": ZONES,
    "organisation_id": ORGANISATION,
    "flow_log_bucket_arn": BUCKET,
}


@pytest.fixture
def template(stack: cdk.Stack) -> Template:
    """A VPC with minimal props."""
    MultiAzVpc(stack, "Vpc", **PROPS)
    return Template.from_stack(stack)


def subnets(template: Template) -> dict[str, dict[str, Any]]:
    """Return the properties of the subnets by logical id, with zone and tags in plain form."""
    found = {}
    for logical_id, resource in template.find_resources("AWS::EC2::Subnet").items():
        properties = dict(resource["Properties"])
        region, letter = properties["AvailabilityZone"]["Fn::Join"][1]
        assert region == {"Ref": "AWS::Region"}
        properties["AvailabilityZone"] = f"eu-west-1{letter}"
        properties["Tags"] = {tag["Key"]: tag["Value"] for tag in properties["Tags"]}
        found[logical_id] = properties
    return found


def default_routes(template: Template) -> dict[str, list[str]]:
    """Return the targets of the subnets' default routes: the kinds of target, by the subnet's tier."""
    routes = {
        resource["Properties"]["RouteTableId"]["Ref"]: resource["Properties"]
        for resource in template.find_resources("AWS::EC2::Route").values()
        if resource["Properties"].get("DestinationCidrBlock") == "0.0.0.0/0"
    }
    tiers = {logical_id: found["Tags"]["tier"] for logical_id, found in subnets(template).items()}
    ways: dict[str, list[str]] = {"public": [], "private": [], "isolated": []}
    for resource in template.find_resources("AWS::EC2::SubnetRouteTableAssociation").values():
        route = routes.get(resource["Properties"]["RouteTableId"]["Ref"], {})
        target = next((key for key in ("GatewayId", "NatGatewayId") if key in route), "none")
        ways[tiers[resource["Properties"]["SubnetId"]["Ref"]]].append(target)
    return ways


def test_three_tiers_span_three_zones(template: Template) -> None:
    """Nine subnets, one per tier and zone, each a sixteenth of the range, none twice."""
    found = subnets(template).values()
    assert {(properties["Tags"]["tier"], properties["AvailabilityZone"]) for properties in found} == {
        (tier, zone) for tier in ("public", "private", "isolated") for zone in ZONES
    }
    assert len(found) == len({properties["CidrBlock"] for properties in found}) == 9
    assert {properties["CidrBlock"].split("/")[1] for properties in found} == {"20"}


def test_no_subnet_assigns_public_addresses(template: Template) -> None:
    """Not even the public tier."""
    assert {properties["MapPublicIpOnLaunch"] for properties in subnets(template).values()} == {False}


def test_only_the_public_tier_has_an_internet_route_and_the_isolated_has_no_default_route(template: Template) -> None:
    """Public by the internet gateway, private by NAT, isolated not at all."""
    assert default_routes(template) == {
        "public": ["GatewayId"] * 3,
        "private": ["NatGatewayId"] * 3,
        "isolated": ["none"] * 3,
    }


def test_each_zone_has_its_own_nat_gateway(template: Template) -> None:
    """A zone that fails does not cut off another zone's outbound traffic."""
    zones = {logical_id: found["AvailabilityZone"] for logical_id, found in subnets(template).items()}
    nats = template.find_resources("AWS::EC2::NatGateway").values()
    assert sorted(zones[found["Properties"]["SubnetId"]["Ref"]] for found in nats) == ZONES


def test_one_gateway_serves_all_zones_where_the_caller_asks_for_one(stack: cdk.Stack) -> None:
    """Two zones, six subnets; both private tiers go out by the first zone's gateway."""
    MultiAzVpc(stack, "Vpc", **{**PROPS, "availability_zones": ZONES[:2]}, nat_gateways=1)
    template = Template.from_stack(stack)
    template.resource_count_is("AWS::EC2::NatGateway", 1)
    template.resource_count_is("AWS::EC2::EIP", 1)
    template.resource_count_is("AWS::EC2::Subnet", 6)
    ways_out = [
        found["Properties"]["NatGatewayId"]
        for found in template.find_resources("AWS::EC2::Route").values()
        if "NatGatewayId" in found["Properties"]
    ]
    assert len(ways_out) == 2
    assert ways_out[0] == ways_out[1]


def test_without_a_gateway_private_subnets_reach_endpoints_alone(stack: cdk.Stack) -> None:
    """No address, no gateway, and no route but those of the gateway endpoints."""
    MultiAzVpc(stack, "Vpc", **PROPS, nat_gateways=0)
    template = Template.from_stack(stack)
    template.resource_count_is("AWS::EC2::NatGateway", 0)
    template.resource_count_is("AWS::EC2::EIP", 0)
    routes = template.find_resources("AWS::EC2::Route").values()
    assert all("GatewayId" in found["Properties"] for found in routes)


def test_the_default_security_group_is_closed(template: Template) -> None:
    """By the association of ClosedDefaultSecurityGroup, on this VPC's group."""
    (vpc,) = template.find_resources("AWS::EC2::VPC")
    template.has_resource_properties(
        "AWS::SSM::Association",
        {"Targets": [{"Key": "ParameterValues", "Values": [{"Fn::GetAtt": [vpc, "DefaultSecurityGroup"]}]}]},
    )


def test_all_traffic_is_recorded_with_every_field(template: Template) -> None:
    """Accepted and rejected, over a minute, as Parquet by the hour, in the bucket given."""
    (vpc,) = template.find_resources("AWS::EC2::VPC")
    (log,) = template.find_resources("AWS::EC2::FlowLog").values()
    properties = dict(log["Properties"])
    fields = properties.pop("LogFormat").split(" ")
    properties.pop("Tags", None)
    assert properties == {
        "ResourceId": {"Ref": vpc},
        "ResourceType": "VPC",
        "TrafficType": "ALL",
        "LogDestinationType": "s3",
        "LogDestination": BUCKET,
        "MaxAggregationInterval": 60,
        "DestinationOptions": {
            "FileFormat": "parquet",
            "HiveCompatiblePartitions": True,
            "PerHourPartition": True,
        },
    }
    version_2 = ["version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport"]
    version_2 += ["protocol", "packets", "bytes", "start", "end", "action", "log-status"]
    version_3 = ["vpc-id", "subnet-id", "instance-id", "tcp-flags", "type", "pkt-srcaddr", "pkt-dstaddr"]
    version_4 = ["region", "az-id", "sublocation-type", "sublocation-id"]
    version_5 = ["pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction", "traffic-path"]
    later = ["reject-reason", "resource-id", "encryption-status"]
    assert fields == [f"${{{name}}}" for name in version_2 + version_3 + version_4 + version_5 + later]


def test_every_endpoint_is_for_the_organisation_only(template: Template) -> None:
    """Principals of the organisation, resources of the organisation, on gateways and interfaces alike."""
    endpoints = [found["Properties"] for found in template.find_resources("AWS::EC2::VPCEndpoint").values()]
    assert len(endpoints) == 11
    for endpoint in endpoints:
        assert endpoint["PolicyDocument"]["Statement"][-1] == {
            "Sid": "WithinTheOrganisation",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": "*",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": ORGANISATION, "aws:ResourceOrgID": ORGANISATION}},
        }


def test_only_what_belongs_to_aws_is_allowed_besides(template: Template) -> None:
    """Federated callers assume a role; AWS's documents, packages, image layers and agents are read; nothing else."""
    more = {
        statement["Sid"]: statement
        for found in template.find_resources("AWS::EC2::VPCEndpoint").values()
        for statement in found["Properties"]["PolicyDocument"]["Statement"][:-1]
    }
    assert {sid: (found["Action"], found.get("Condition")) for sid, found in more.items()} == {
        "AnswersCloudFormation": ("s3:PutObject", None),
        "DownloadsWhatAwsOwns": ("s3:GetObject", None),
        "FederatedIntoTheOrganisation": (
            ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"],
            {"StringEquals": {"aws:ResourceOrgID": ORGANISATION}},
        ),
        "PullsTheAgentOfGuardDuty": (
            ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            {"StringEquals": {"aws:PrincipalOrgID": ORGANISATION}},
        ),
        "ReadsWhatAwsOwns": (
            ["ssm:Describe*", "ssm:Get*", "ssm:List*", "ssm:SendCommand", "ssm:StartSession"],
            {"StringEquals": {"aws:PrincipalOrgID": ORGANISATION}},
        ),
    }
    assert "*" not in more["ReadsWhatAwsOwns"]["Resource"]
    agent = {
        "Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":ecr:eu-west-1:*:repository/aws-guardduty-agent-fargate"]]
    }
    assert _plain(more["PullsTheAgentOfGuardDuty"]["Resource"]) == _plain(agent)
    # As AWS writes them: the one bucket's Region has no dashes.
    assert [_plain(name) for name in more["AnswersCloudFormation"]["Resource"]] == [
        "arn:aws:s3:::cloudformation-custom-resource-response-euwest1/*",
        "arn:aws:s3:::cloudformation-waitcondition-eu-west-1/*",
    ]
    assert {_plain(name).removeprefix("arn:aws:s3:::") for name in more["DownloadsWhatAwsOwns"]["Resource"]} == {
        "al2023-repos-eu-west-1-de612dc2/*",
        "amazon-ssm-eu-west-1/*",
        "amazon-ssm-packages-eu-west-1/*",
        "aws-ssm-distributor-file-eu-west-1/*",
        "aws-ssm-document-attachments-eu-west-1/*",
        "aws-ssm-eu-west-1/*",
        "eu-west-1-birdwatcher-prod/*",
        "patch-baseline-snapshot-eu-west-1/*",
        "prod-eu-west-1-starport-layer-bucket/*",
    }


def _plain(value: Any) -> str:
    """Return an ARN in the partition aws, whether CDK joined it or not."""
    parts = [value] if isinstance(value, str) else value["Fn::Join"][1]
    return "".join(part if isinstance(part, str) else "aws" for part in parts)


def test_gateways_serve_every_route_table(template: Template) -> None:
    """S3 and DynamoDB are reached without leaving AWS's network, from all nine subnets."""
    gateways = template.find_resources("AWS::EC2::VPCEndpoint", {"Properties": {"VpcEndpointType": "Gateway"}})
    assert sorted(_service(found["Properties"]["ServiceName"]) for found in gateways.values()) == ["dynamodb", "s3"]
    assert [len(found["Properties"]["RouteTableIds"]) for found in gateways.values()] == [9, 9]


def test_interfaces_are_in_the_isolated_tier_with_one_security_group(template: Template) -> None:
    """Private DNS, one interface per zone, HTTPS from the VPC's own range and no outbound traffic."""
    isolated = {key for key, found in subnets(template).items() if found["Tags"]["tier"] == "isolated"}
    interfaces = template.find_resources("AWS::EC2::VPCEndpoint", {"Properties": {"VpcEndpointType": "Interface"}})
    (group,) = template.find_resources("AWS::EC2::SecurityGroup")
    assert sorted(_service(found["Properties"]["ServiceName"]) for found in interfaces.values()) == [
        "api",
        "dkr",
        "ec2messages",
        "kms",
        "logs",
        "secretsmanager",
        "ssm",
        "ssmmessages",
        "sts",
    ]
    for found in interfaces.values():
        assert found["Properties"]["PrivateDnsEnabled"] is True
        assert {reference["Ref"] for reference in found["Properties"]["SubnetIds"]} == isolated
        assert found["Properties"]["SecurityGroupIds"] == [{"Fn::GetAtt": [group, "GroupId"]}]
    template.has_resource_properties(
        "AWS::EC2::SecurityGroup",
        {
            "GroupDescription": "Interface endpoints: HTTPS from within the VPC, nothing outwards",
            "SecurityGroupIngress": [
                {
                    "CidrIp": "10.16.0.0/16",
                    "Description": "HTTPS from within the VPC",
                    "IpProtocol": "tcp",
                    "FromPort": 443,
                    "ToPort": 443,
                }
            ],
            "SecurityGroupEgress": [Match.object_like({"CidrIp": "255.255.255.255/32"})],
        },
    )
    template.resource_count_is("AWS::EC2::SecurityGroupIngress", 0)
    template.resource_count_is("AWS::EC2::SecurityGroupEgress", 0)


def _service(name: Any) -> str:
    """Return the service of an endpoint's name, whether CDK joined it or not."""
    text = name if isinstance(name, str) else "".join(part for part in name["Fn::Join"][1] if isinstance(part, str))
    return text.rsplit(".", 1)[-1]


def test_the_caller_chooses_the_interfaces_and_may_add_a_statement(stack: cdk.Stack) -> None:
    """An empty list gives only gateways; an endpoint is found by its service."""
    vpc = MultiAzVpc(stack, "Vpc", **PROPS, interface_endpoints=["ecr.api"])
    assert sorted(vpc.endpoints) == ["dynamodb", "ecr.api", "s3"]
    vpc.endpoints["s3"].add_to_policy(
        iam.PolicyStatement(
            sid="Partner",
            principals=[iam.AnyPrincipal()],
            actions=["s3:GetObject"],
            resources=["arn:aws:s3:::packages-of-a-partner/*"],
        )
    )
    Template.from_stack(stack).has_resource_properties(
        "AWS::EC2::VPCEndpoint",
        {
            "VpcEndpointType": "Gateway",
            "PolicyDocument": {
                "Statement": [
                    Match.object_like({"Sid": "DownloadsWhatAwsOwns"}),
                    Match.object_like({"Sid": "AnswersCloudFormation"}),
                    Match.object_like({"Sid": "WithinTheOrganisation"}),
                    Match.object_like({"Sid": "Partner", "Action": "s3:GetObject"}),
                ]
            },
        },
    )


@pytest.mark.parametrize(
    ("props", "message"),
    [
        ({"cidr": "10.16.0.0"}, "between /16 and /22, got '10.16.0.0'"),
        ({"cidr": "10.16.0.1/16"}, "IPv4 network.*got '10.16.0.1/16'"),
        ({"cidr": "the office"}, "got 'the office'"),
        ({"cidr": "10.0.0.0/15"}, "between /16 and /22, got '10.0.0.0/15'"),
        ({"cidr": "10.0.0.0/23"}, "between /16 and /22, got '10.0.0.0/23'"),
        ({"cidr": "8.8.0.0/16"}, "private.*got '8.8.0.0/16'"),
        ({"cidr": "100.64.0.0/16"}, "private.*got '100.64.0.0/16'"),
        ({"availability_zones": ZONES[:1]}, "2 or 3 different zones, got .'eu-west-1a'."),
        ({"availability_zones": ZONES[:2], "nat_gateways": 3}, "at most one NAT gateway in each of its 2 zones, got 3"),
        ({"nat_gateways": -1}, "got -1"),
        ({"availability_zones": [ZONES[0], *ZONES[:2]]}, "2 or 3 different zones"),
        ({"availability_zones": [*ZONES[:2], "eu-central-1a"]}, "Region eu-west-1, got 'eu-central-1a'"),
        ({"organisation_id": "example"}, "got 'example'"),
        ({"flow_log_bucket_arn": "examplepay-audit"}, "got 'examplepay-audit'"),
        ({"interface_endpoints": ["com.amazonaws.*"]}, "got 'com.amazonaws"),
        ({"interface_endpoints": ["s3"]}, "got 's3'"),
    ],
)
def test_a_malformed_prop_is_refused(stack: cdk.Stack, props: dict[str, Any], message: str) -> None:
    """The message shows the value."""
    with pytest.raises(ValueError, match=message):
        MultiAzVpc(stack, "Vpc", **{**PROPS, **props})
