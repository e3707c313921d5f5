"""The inventory has what the templates say, and marks what they leave open."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.inventory.facts import AT_DEPLOYMENT
from landing_zone.inventory.logs import names_in
from tests.cloudformation.iam_cases import TLS_CASES
from tests.inventory.conftest import resource


def network(**more: Any) -> dict[str, Any]:
    """A VPC with a subnet of each tier."""
    found = {
        "Vpc": resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16"),
        "Igw": resource("AWS::EC2::InternetGateway"),
        "Attached": resource("AWS::EC2::VPCGatewayAttachment", VpcId={"Ref": "Vpc"}, InternetGatewayId={"Ref": "Igw"}),
        "Nat": resource("AWS::EC2::NatGateway", SubnetId={"Ref": "Apublic"}),
    }
    for number, (tier, route) in enumerate(
        {"public": {"GatewayId": {"Ref": "Igw"}}, "private": {"NatGatewayId": {"Ref": "Nat"}}, "isolated": None}.items()
    ):
        found[f"A{tier}"] = resource(
            "AWS::EC2::Subnet", VpcId={"Ref": "Vpc"}, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone="eu-west-1a"
        )
        found[f"T{tier}"] = resource("AWS::EC2::RouteTable", VpcId={"Ref": "Vpc"})
        found[f"S{tier}"] = resource(
            "AWS::EC2::SubnetRouteTableAssociation", SubnetId={"Ref": f"A{tier}"}, RouteTableId={"Ref": f"T{tier}"}
        )
        if route:
            found[f"R{tier}"] = resource(
                "AWS::EC2::Route", RouteTableId={"Ref": f"T{tier}"}, DestinationCidrBlock="0.0.0.0/0", **route
            )
    return found | more


def test_a_network_and_its_tiers(inventory: Any) -> None:
    """A tier follows from the routes, not from a name; another VPC's parts are not counted."""
    found = inventory(
        network(
            Flow=resource("AWS::EC2::FlowLog", ResourceId={"Ref": "Vpc"}, LogDestination="arn:aws:s3:::logs"),
            End=resource("AWS::EC2::VPCEndpoint", VpcId={"Ref": "Vpc"}, ServiceName="com.amazonaws.eu-west-1.s3"),
            Peer=resource("AWS::EC2::VPCPeeringConnection", VpcId={"Ref": "Vpc"}, PeerVpcId="vpc-2"),
            Other=resource("AWS::EC2::VPC", CidrBlock="10.1.0.0/16"),
        )
    ).networks
    other, one = sorted(found, key=lambda n: n.cidr, reverse=True)
    assert [(s.tier, s.cidr) for s in one.subnets] == [
        ("isolated", "10.0.2.0/24"),
        ("private", "10.0.1.0/24"),
        ("public", "10.0.0.0/24"),
    ]
    assert (one.internet, one.nat_gateways, one.flow_logs) == (True, 1, ("arn:aws:s3:::logs",))
    assert one.connections == ("VPCPeeringConnection: vpc-2",)
    assert [(e.service, e.kind, e.restricted) for e in one.endpoints] == [
        ("com.amazonaws.eu-west-1.s3", "Gateway", False)
    ]
    assert (other.subnets, other.internet, other.nat_gateways) == ((), False, 0)


def test_a_subnet_whose_gateway_a_parameter_decides(inventory: Any) -> None:
    """It may lead to the internet: the template does not say so, nor that it does not."""
    route = {"RouteTableId": {"Ref": "Tisolated"}, "DestinationCidrBlock": "0.0.0.0/0"}
    (one,) = inventory(
        network(R=resource("AWS::EC2::Route", **route, GatewayId={"Ref": "P"})), {"P": {"Type": "String"}}
    ).networks
    assert sorted(s.tier for s in one.subnets) == ["private", "public", "undetermined"]


@pytest.mark.parametrize(
    ("properties", "rotation"),
    [
        ({"EnableKeyRotation": True}, "every 365 days"),
        ({"EnableKeyRotation": True, "RotationPeriodInDays": 90}, "every 90 days"),
        ({}, "none"),
        ({"EnableKeyRotation": {"Ref": "P"}}, AT_DEPLOYMENT),
        ({"KeySpec": "RSA_2048", "EnableKeyRotation": False}, "none: KMS rotates only symmetric keys"),
    ],
)
def test_how_a_key_rotates(inventory: Any, properties: dict[str, Any], rotation: str) -> None:
    """What a parameter decides is not known before deployment."""
    found = inventory(
        {
            "K": resource("AWS::KMS::Key", Description="cards", **properties),
            "A": resource("AWS::KMS::Alias", AliasName="alias/cards", TargetKeyId={"Ref": "K"}),
            "Q": resource("AWS::SQS::Queue", KmsMasterKeyId={"Fn::GetAtt": ["K", "Arn"]}),
        },
        {"P": {"Type": "String"}},
    ).keys
    assert [(k.rotation, k.alias, k.purpose, len(k.used_by)) for k in found] == [(rotation, "alias/cards", "cards", 1)]


def test_where_tls_is_required(inventory: Any) -> None:
    """A policy's denial, a listener's policy, and a default that was not set."""
    deny = {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}
    found = inventory(
        {
            "P": resource(
                "AWS::S3::BucketPolicy",
                Bucket="data",
                PolicyDocument={
                    "Statement": [
                        {**deny, "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
                        {**deny, "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}},
                        {**deny, "Effect": "Allow", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
                    ]
                },
            ),
            "L": resource("AWS::ElasticLoadBalancingV2::Listener", SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06"),
            "C": resource("AWS::CertificateManager::Certificate"),
        }
    ).tls
    assert sorted(t.setting for t in found) == [
        "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "KeyAlgorithm is not set: the service's default",
        "refuses TLS below 1.2",
        "refuses callers without TLS",
    ]


def test_how_long_logs_are_kept(inventory: Any) -> None:
    """A bucket counts as one for logs when logs go there, by name or by reference."""
    found = inventory(
        {
            "T": resource("AWS::CloudTrail::Trail", S3BucketName={"Ref": "B"}, EnableLogFileValidation=True),
            "F": resource("AWS::EC2::FlowLog", LogDestination="arn:aws:s3:::trail-logs"),
            "B": resource(
                "AWS::S3::Bucket",
                BucketName="trail-logs",
                ObjectLockConfiguration={"Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 400}}},
                LifecycleConfiguration={"Rules": [{"ExpirationInDays": 400}]},
                ReplicationConfiguration={"Rules": [{"Destination": {"Bucket": {"Fn::GetAtt": ["Copy", "Arn"]}}}]},
            ),
            "Data": resource("AWS::S3::Bucket", BucketName="data"),
            "Copy": resource("AWS::S3::Bucket", BucketName="copy"),
            "G": resource("AWS::Logs::LogGroup", LogGroupName="app"),
            "H": resource("AWS::Logs::LogGroup", RetentionInDays=400, KmsKeyId="key-arn"),
            "O": resource("AWS::CloudTrail::Trail", IsOrganizationTrail=True, IsMultiRegionTrail=True),
        }
    ).logs
    assert {(x.what, x.destination, x.retention, x.locked) for x in found} == {
        ("audit trail", "B", "as its destination keeps it", "digest files"),
        ("audit trail of the organisation, all Regions", "", "as its destination keeps it", ""),
        ("flow log", "arn:aws:s3:::trail-logs", "as its destination keeps it", ""),
        ("log bucket", "trail-logs", "400 days", "Object Lock, COMPLIANCE, 400 days"),
        ("log bucket", "copy", "for ever", ""),
        ("log group", "app", "for ever", ""),
        ("log group", "", "400 days", ""),
    }


def test_names_are_found_anywhere_in_a_destination() -> None:
    """As in an ARN with a prefix, or an address; never across two destinations."""
    names = {"logs", "a.b", "audit-logs", "absent", "endstart", "…-logs"}
    texts = ["arn:aws:s3:::audit-logs/prefix", "https://a.b.s3.amazonaws.com", "end", "start", "x…-logs", ""]
    assert names_in(names, texts) == {"logs", "a.b", "audit-logs", "…-logs"}


def test_the_time_to_find_names_grows_with_the_number_of_buckets() -> None:
    """Four times the buckets and destinations take about four times as long; each with each would take sixteen."""

    def seconds(count: int) -> float:
        names = {f"zone-files-{n:05}" for n in range(count)}
        texts = [f"arn:aws:s3:::zone-logs-{n:05}" for n in range(count)]
        started = process_time()
        assert names_in(names, texts) == set()
        return process_time() - started

    few, many = (min(seconds(count) for _ in range(5)) for count in (4_000, 16_000))
    assert many < 8 * few


def test_what_a_role_may_do(inventory: Any) -> None:
    """Inline and managed policies together; denials allow nothing."""
    allow = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}
    found = inventory(
        {
            "R": resource(
                "AWS::IAM::Role",
                AssumeRolePolicyDocument={"Statement": [{"Principal": {"Service": "lambda.amazonaws.com"}}]},
                Policies=[{"PolicyDocument": {"Statement": [allow, {**allow, "Effect": "Deny", "Action": "s3:*"}]}}],
            ),
            "M": resource(
                "AWS::IAM::ManagedPolicy",
                Roles=[{"Ref": "R"}],
                PolicyDocument={"Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}},
            ),
        }
    ).roles
    assert [(r.name, r.trusted, r.actions) for r in found] == [
        ("R", ("Service: lambda.amazonaws.com",), ("all but iam:*", "s3:GetObject"))
    ]


def test_what_has_copies(inventory: Any) -> None:
    """One that has none is listed too, since that is what an auditor looks for."""
    found = inventory(
        {
            "B": resource(
                "AWS::S3::Bucket",
                VersioningConfiguration={"Status": "Enabled"},
                ReplicationConfiguration={"Rules": [{"Status": "Enabled", "Destination": {"Bucket": "arn:b"}}]},
            ),
            "T": resource("AWS::DynamoDB::Table"),
            "D": resource("AWS::RDS::DBInstance", MultiAZ=True, BackupRetentionPeriod=35),
        }
    ).copies
    assert {(c.what, c.means) for c in found} == {
        ("bucket", "replicated to arn:b; old versions kept"),
        ("table", "no copy is declared"),
        ("database", "standby in another zone; backups kept 35 days"),
    }


def test_the_example_zone_has_an_inventory(gated: Path) -> None:
    """Each VPC of the address plan, in its zones with three tiers, with flow logs; every key rotates."""
    assessment = Assessment.model_validate_json((gated / "assessment.json").read_bytes())
    inventory = assessment.inventory
    assert inventory is not None
    assert assessment.zone is not None
    assert sorted(n.cidr for n in inventory.networks) == sorted(v["cidr"] for v in assessment.zone["addresses"]["vpcs"])
    planned = {vpc["cidr"]: vpc for vpc in assessment.zone["addresses"]["vpcs"]}
    ids = {account["name"]: account["id"] for account in assessment.zone["accounts"]}
    for one in inventory.networks:
        assert assessment.resources[one.resource].type == "AWS::EC2::VPC"
        zones = "abc"[: planned[one.cidr]["zones"] or assessment.zone["addresses"]["zones"]]
        assert {(s.tier, s.zone[-1]) for s in one.subnets} == {
            (tier, zone) for tier in ("public", "private", "isolated") for zone in zones
        }
        assert list(one.shared_with) == sorted(ids[name] for name in planned[one.cidr]["shared_with"])
        assert one.flow_logs
    assert inventory.keys
    assert all(key.rotation.startswith("every ") for key in inventory.keys)
    assert all(opening.justification for opening in inventory.openings)


def test_what_a_policy_that_requires_tls_guards(inventory: Any) -> None:
    """A denial names the bucket that it guards, so that a bucket without one can be found."""
    deny = {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}
    http = {**deny, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    old = {**deny, "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}}
    found = inventory(
        {
            "B": resource("AWS::S3::Bucket"),
            "P": resource("AWS::S3::BucketPolicy", Bucket={"Ref": "B"}, PolicyDocument={"Statement": [http, old]}),
            "Q": resource("AWS::SQS::Queue"),
            "R": resource(
                "AWS::SQS::QueuePolicy",
                Queues=[{"Ref": "Q"}, {"Ref": "Unguarded"}],
                PolicyDocument={"Statement": {**http, "Resource": {"Fn::GetAtt": ["Q", "Arn"]}}},
            ),
            "Unguarded": resource("AWS::SQS::Queue"),
        }
    ).tls
    assert [(t.setting, t.guards) for t in found] == [
        ("refuses TLS below 1.2", ()),  # plain HTTP has no version of TLS, and passes
        ("refuses callers without TLS", (0,)),
        ("refuses callers without TLS", (2,)),
    ]


@pytest.mark.parametrize("name", TLS_CASES)
def test_what_refuses_callers_without_tls(inventory: Any, name: str) -> None:
    """The inventory calls a bucket guarded where the reader of policies is sure of it, and nowhere else."""
    document, refuses = TLS_CASES[name]
    found = inventory(
        {
            "Data": resource("AWS::S3::Bucket"),
            "Policy": resource("AWS::S3::BucketPolicy", Bucket={"Ref": "Data"}, PolicyDocument=document),
        },
        {"Any": {"Type": "String"}},
    ).tls
    guarded = [t.guards for t in found if t.setting == "refuses callers without TLS"]
    assert guarded == ([(0,)] if refuses else [])


def test_how_stores_are_encrypted(inventory: Any) -> None:
    """A key by its id, the service's own key, a switch that is off, and a topic that is in clear."""
    kms = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"Ref": "K"}}}
    found = inventory(
        {
            "K": resource("AWS::KMS::Key"),
            "B": resource(
                "AWS::S3::Bucket", BucketName="b", BucketEncryption={"ServerSideEncryptionConfiguration": [kms]}
            ),
            "C": resource("AWS::S3::Bucket", BucketName="c"),
            "T": resource("AWS::SNS::Topic", TopicName="t"),
            "Q": resource("AWS::SQS::Queue", QueueName="q", SqsManagedSseEnabled=False),
            "D": resource("AWS::RDS::DBInstance", DBInstanceIdentifier="d"),
            "E": resource("AWS::RDS::DBInstance", DBInstanceIdentifier="e", StorageEncrypted=True, KmsKeyId="k"),
            "F": resource("AWS::RDS::DBInstance", DBInstanceIdentifier="f", StorageEncrypted={"Ref": "P"}),
        },
        {"P": {"Type": "String"}},
    ).stores
    assert {s.name: s.encryption for s in found} == {
        "b": "key K",
        "c": "AES256, key of the service",
        "t": "none is declared",
        "q": "none is declared",
        "d": "none is declared",
        "e": "key k",
        "f": AT_DEPLOYMENT,
    }


def test_what_inspects_traffic_and_where(inventory: Any) -> None:
    """A web ACL that no template attaches has nothing listed that it protects."""
    found = inventory(
        {
            "W": resource("AWS::WAFv2::WebACL", Name="edge", Description="Refuses floods"),
            "X": resource("AWS::WAFv2::WebACL", Name="loose"),
            "A": resource("AWS::WAFv2::WebACLAssociation", WebACLArn={"Fn::GetAtt": ["W", "Arn"]}, ResourceArn="alb"),
            "F": resource("AWS::NetworkFirewall::Firewall", FirewallName="fw", VpcId="vpc-1"),
        }
    ).protections
    assert {(p.what, p.name, p.purpose, p.protects) for p in found} == {
        ("web ACL", "edge", "Refuses floods", ("alb",)),
        ("web ACL", "loose", "", ()),
        ("network firewall", "fw", "", ("vpc-1",)),
    }


def test_the_path_from_an_event_to_a_person(inventory: Any) -> None:
    """Rules and alarms with their targets, subscriptions with their ends; what is off is said to be."""
    found = inventory(
        {
            "T": resource("AWS::SNS::Topic"),
            "R": resource("AWS::Events::Rule", Description="threats", Targets=[{"Arn": {"Ref": "T"}}]),
            "S": resource("AWS::Events::Rule", State="DISABLED"),
            "A": resource("AWS::CloudWatch::Alarm", AlarmDescription="stuck", AlarmActions=[{"Ref": "T"}]),
            "B": resource("AWS::CloudWatch::Alarm", ActionsEnabled=False),
            "U": resource("AWS::SNS::Subscription", TopicArn={"Ref": "T"}, Protocol="email", Endpoint="a@example.com"),
        }
    ).alerts
    assert {(a.what, a.description, a.targets) for a in found} == {
        ("event rule", "threats", ("T",)),
        ("event rule (off)", "", ()),
        ("alarm", "stuck", ("T",)),
        ("alarm (actions off)", "", ()),
        ("subscription of T", "email", ("a@example.com",)),
    }


def test_the_guardrails_and_what_they_bind(inventory: Any) -> None:
    """A policy of the organisation, written as JSON or as text, with its statements' ids and targets."""
    statements = {"Statement": [{"Sid": "DenyRegions", "Effect": "Deny"}, {"Effect": "Deny"}]}
    policy = {"Name": "regions", "Type": "SERVICE_CONTROL_POLICY", "TargetIds": ["r-exam"]}
    found = inventory(
        {
            "P": resource("AWS::Organizations::Policy", **policy, Content=statements),
            "Q": resource("AWS::Organizations::Policy", **policy, Content=json.dumps(statements)),
            "S": resource("AWS::Organizations::Policy", Name="s3", Type="S3_POLICY", Content={"s3_attributes": {}}),
        }
    ).guardrails
    assert [(g.name, g.kind, g.targets, g.statements) for g in found] == [
        ("regions", "SERVICE_CONTROL_POLICY", ("r-exam",), ("DenyRegions", "statement 2")),
        ("regions", "SERVICE_CONTROL_POLICY", ("r-exam",), ("DenyRegions", "statement 2")),
        ("s3", "S3_POLICY", (), ()),
    ]


@pytest.mark.parametrize(
    ("type_", "properties", "encryption"),
    [
        ("AWS::RDS::DBInstance", {"StorageEncrypted": "false", "KmsKeyId": "k"}, "none is declared"),
        ("AWS::RDS::DBInstance", {"StorageEncrypted": "True"}, "key of the service"),
        ("AWS::SQS::Queue", {}, "key of the service"),
        ("AWS::SQS::Queue", {"SqsManagedSseEnabled": False, "KmsMasterKeyId": "k"}, "key k"),
        ("AWS::SQS::Queue", {"SqsManagedSseEnabled": {"Ref": "P"}}, AT_DEPLOYMENT),
        ("AWS::DynamoDB::GlobalTable", {"Replicas": [{}, {"SSESpecification": {"KMSMasterKeyId": "k"}}]}, "key k"),
        ("AWS::Kinesis::Stream", {"StreamEncryption": {"KeyId": "k"}}, "key k"),
        ("AWS::Kinesis::Stream", {}, "none is declared"),
    ],
)
def test_what_encrypts_a_store(inventory: Any, type_: str, properties: dict[str, Any], encryption: str) -> None:
    """A switch comes before the key; a queue's key comes before the switch of its own one."""
    (one,) = inventory({"S": resource(type_, **properties)}, {"P": {"Type": "String"}}).stores
    assert one.encryption == encryption


def test_a_vpn_gateway_is_a_connection(inventory: Any) -> None:
    """It is attached by what also attaches an internet gateway, which is not a connection to another network."""
    attached = resource("AWS::EC2::VPCGatewayAttachment", VpcId={"Ref": "Vpc"}, VpnGatewayId={"Ref": "Vgw"})
    (one,) = inventory(network(Vgw=resource("AWS::EC2::VPNGateway", Type="ipsec.1"), B=attached)).networks
    assert one.connections == ("VPNGateway: Vgw",)
