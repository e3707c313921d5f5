"""Updates of resources: every property that changes reaches its service, and the readers find it there."""

from __future__ import annotations

from typing import Any

from landing_zone.rehearsal.readers.compare_stack import compare_stack
from tests.rehearsal.readers.account import template_of
from tests.rehearsal.small_zone import Deployer

ROOT = {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"}


def policy(action: str, **more: Any) -> dict[str, Any]:
    """A policy of one statement."""
    return {"Version": "2012-10-17", "Statement": [{"Sid": "One", "Effect": "Allow", "Action": action, **more}]}


def tags(**values: str) -> list[dict[str, str]]:
    """Tags as CloudFormation has them."""
    return [{"Key": key, "Value": value} for key, value in values.items()]


TRUST = policy("sts:AssumeRole", Principal={"Service": "ec2.amazonaws.com"})
HTTPS = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/8", "Description": "https"}
SSH = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIpv6": "fd00::/8", "Description": "ssh"}
PEERS = [
    {"IpProtocol": "tcp", "FromPort": 8443, "ToPort": 8443, "Description": "a peer", **peer}
    for peer in (
        {"SourceSecurityGroupId": {"Fn::GetAtt": ["Vpc", "DefaultSecurityGroup"]}},
        {"SourcePrefixListId": "pl-1"},
    )
]
TARGET = {"Id": "one", "Arn": {"Fn::GetAtt": ["Queue", "Arn"]}}

CHANGES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "Queue": (
        "AWS::SQS::Queue",
        {"VisibilityTimeout": 45, "DelaySeconds": 5, "KmsMasterKeyId": "alias/aws/sqs"},
        {
            "VisibilityTimeout": 60,
            "MessageRetentionPeriod": 7200,
            "MaximumMessageSize": 2048,
        },
    ),
    "Topic": (
        "AWS::SNS::Topic",
        {"DisplayName": "old", "KmsMasterKeyId": "alias/aws/sns"},
        {"DisplayName": "new"},
    ),
    "Key": (
        "AWS::KMS::Key",
        {"KeyPolicy": policy("kms:*", Principal={"AWS": ROOT}, Resource="*"), "EnableKeyRotation": True},
        {
            "KeyPolicy": policy("kms:Describe*", Principal={"AWS": ROOT}, Resource="*"),
            "Description": "changed",
            "EnableKeyRotation": False,
        },
    ),
    "Role": (
        "AWS::IAM::Role",
        {
            "AssumeRolePolicyDocument": TRUST,
            "ManagedPolicyArns": [{"Ref": "Other"}],
            "Policies": [{"PolicyName": "a", "PolicyDocument": policy("s3:Get*", Resource="*")}],
            "Tags": tags(a="1", b="2"),
        },
        {
            "AssumeRolePolicyDocument": policy("sts:AssumeRole", Principal={"Service": "lambda.amazonaws.com"}),
            "Description": "changed",
            "ManagedPolicyArns": [],
            "MaxSessionDuration": 7200,
            "Policies": [{"PolicyName": "b", "PolicyDocument": policy("s3:Put*", Resource="*")}],
            "Tags": tags(b="3"),
        },
    ),
    "ManagedPolicy": (
        "AWS::IAM::ManagedPolicy",
        {"PolicyDocument": policy("s3:Get*", Resource="*"), "Roles": [{"Ref": "Role"}]},
        {"PolicyDocument": policy("s3:Put*", Resource="*")},
    ),
    "Other": (
        "AWS::IAM::ManagedPolicy",
        {"PolicyDocument": policy("s3:List*", Resource="*")},
        {"PolicyDocument": policy("s3:List*", Resource="*")},
    ),
    "Vpc": (
        "AWS::EC2::VPC",
        {"CidrBlock": "10.0.0.0/16", "EnableDnsHostnames": True, "Tags": tags(a="1", b="2")},
        {"CidrBlock": "10.0.0.0/16", "EnableDnsSupport": False, "Tags": tags(b="3")},
    ),
    "Group": (
        "AWS::EC2::SecurityGroup",
        {"GroupDescription": "it", "VpcId": {"Ref": "Vpc"}, "SecurityGroupIngress": [HTTPS, *PEERS]},
        {
            "GroupDescription": "it",
            "VpcId": {"Ref": "Vpc"},
            "SecurityGroupIngress": [SSH, *({**peer, "Description": "other"} for peer in PEERS)],
            "SecurityGroupEgress": [HTTPS],
        },
    ),
    "Bucket": (
        "AWS::S3::Bucket",
        {
            "LifecycleConfiguration": {
                "Rules": [
                    {"Id": "all", "Status": "Enabled", "ExpirationInDays": 30},
                    {
                        "Id": "some",
                        "Status": "Enabled",
                        "Prefix": "a",
                        "TagFilters": tags(a="1"),
                        "ExpirationInDays": 9,
                    },
                ]
            },
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
            "PublicAccessBlockConfiguration": {"BlockPublicAcls": True, "BlockPublicPolicy": True},
            "Tags": tags(a="1"),
            "VersioningConfiguration": {"Status": "Enabled"},
        },
        {
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]
            },
            "LifecycleConfiguration": {
                "Rules": [
                    {
                        "Id": "all",
                        "Status": "Disabled",
                        "Transitions": [{"StorageClass": "GLACIER", "TransitionInDays": 90}],
                    }
                ]
            },
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]},
            "Tags": tags(b="2"),
        },
    ),
    "Logs": (
        "AWS::Logs::LogGroup",
        {"RetentionInDays": 30, "KmsKeyId": {"Fn::GetAtt": ["Key", "Arn"]}},
        {"RetentionInDays": 90},
    ),
    "Rule": (
        "AWS::Events::Rule",
        {"EventPattern": {"source": ["aws.s3"]}, "State": "ENABLED", "Targets": [TARGET, {**TARGET, "Id": "two"}]},
        {"EventPattern": {"source": ["aws.ec2"]}, "State": "DISABLED", "Targets": [{**TARGET, "Input": "{}"}]},
    ),
}


def template(which: int) -> dict[str, Any]:
    """The resources as they are first, or then."""
    return {"Resources": {name: {"Type": one[0], "Properties": one[1 + which]} for name, one in CHANGES.items()}}


def differences(deployer: Deployer, body: dict[str, Any]) -> dict[str, str]:
    """What the readers find that is not as declared."""
    readings = compare_stack(
        template_of(body, "updates"), deployer.ids("updates"), deployer.clients, deployer.account, deployer.region
    )
    assert len(readings) == len(body["Resources"])
    return {one.logical_id: f"{one.reason} {one.differences}" for one in readings if one.status != "created"}


def test_changed_properties_reach_their_services(deployer: Deployer) -> None:
    """Forward, after a failure back again, and at last for good; no resource is replaced by it."""
    first, then = template(0), template(1)
    assert deployer.deploy("updates", first) == "CREATE_COMPLETE"
    assert differences(deployer, first) == {}
    ids = deployer.ids("updates")
    deployer.emulator.break_({"where": "provider", "service": "events", "operation": "PutTargets"})
    assert deployer.deploy("updates", then) == "UPDATE_ROLLBACK_COMPLETE"
    assert differences(deployer, first) == {}
    assert deployer.deploy("updates", then) == "UPDATE_COMPLETE"
    assert differences(deployer, then) == {}
    assert deployer.ids("updates") == ids
    deployer.client("cloudformation").delete_stack(StackName="updates")
    assert "DELETE_FAILED" not in deployer.emulator.journal.read_text(encoding="utf-8")


def test_a_change_inside_a_property_replaces(deployer: Deployer) -> None:
    """CloudFormation's schema of a repository names the key of its encryption, not the whole property."""
    at_rest = {"EncryptionConfiguration": {"EncryptionType": "KMS"}}
    repository = {"Type": "AWS::ECR::Repository", "Properties": {}}
    assert deployer.deploy("inside", {"Resources": {"It": repository}}) == "CREATE_COMPLETE"
    ids = deployer.ids("inside")
    assert deployer.deploy("inside", {"Resources": {"It": {**repository, "Properties": at_rest}}}) == "UPDATE_COMPLETE"
    assert deployer.ids("inside") != ids


def test_a_document_is_replaced_unless_it_gets_a_new_version(deployer: Deployer) -> None:
    """CloudFormation replaces by default; a rollback leaves the old document."""

    def document(text: str, **more: Any) -> dict[str, Any]:
        content = {"schemaVersion": "2.2", "description": text, "mainSteps": []}
        resource = {"Type": "AWS::SSM::Document", "Properties": {"Content": content, "DocumentType": "Command", **more}}
        return {"Resources": {"It": resource, "Queue": {"Type": "AWS::SQS::Queue"}}}

    assert deployer.deploy("document", document("a")) == "CREATE_COMPLETE"
    ids = deployer.ids("document")
    broken = document("b")
    broken["Resources"]["Rule"] = {
        "Type": "AWS::Events::Rule",
        "DependsOn": "It",
        "Properties": {"EventPattern": {"source": ["aws.s3"]}, "Targets": [TARGET]},
    }
    deployer.emulator.break_({"where": "provider", "service": "events", "operation": "PutTargets"})
    assert deployer.deploy("document", broken) == "UPDATE_ROLLBACK_COMPLETE"
    assert deployer.ids("document") == ids
    assert deployer.deploy("document", document("b")) == "UPDATE_COMPLETE"
    replaced = deployer.ids("document")
    assert replaced["It"] != ids["It"]
    assert deployer.deploy("document", document("c", UpdateMethod="NewVersion")) == "UPDATE_COMPLETE"
    assert deployer.ids("document") == replaced
    content = deployer.client("ssm").get_document(Name=replaced["It"])["Content"]
    assert '"description": "c"' in content


def test_every_part_of_a_property_reaches_its_service(deployer: Deployer) -> None:
    """Older forms too: a peer by its group's name, and a bucket's rules for versions in the singular."""
    tcp = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    rule = {
        "Id": "all",
        "Status": "Enabled",
        "NoncurrentVersionExpirationInDays": 90,
        "NoncurrentVersionTransition": {"StorageClass": "GLACIER", "TransitionInDays": 30},
    }
    peer = {"SourceSecurityGroupName": "peer", "SourceSecurityGroupOwnerId": {"Ref": "AWS::AccountId"}}
    vpc = {"Ref": "Vpc"}
    resources: dict[str, tuple[str, dict[str, Any]]] = {
        "Vpc": ("AWS::EC2::VPC", {"CidrBlock": "10.0.0.0/16"}),
        "Peer": ("AWS::EC2::SecurityGroup", {"GroupName": "peer", "GroupDescription": "it", "VpcId": vpc}),
        "Group": (
            "AWS::EC2::SecurityGroup",
            {"GroupDescription": "it", "VpcId": vpc, "SecurityGroupIngress": [{**tcp, **peer}]},
        ),
        "Bucket": ("AWS::S3::Bucket", {"LifecycleConfiguration": {"Rules": [rule]}}),
    }
    body: dict[str, Any] = {
        "Resources": {name: {"Type": kind, "Properties": given} for name, (kind, given) in resources.items()}
    }
    body["Resources"]["Group"]["DependsOn"] = "Peer"
    assert deployer.deploy("parts", body) == "CREATE_COMPLETE"
    ids = deployer.ids("parts")
    (group,) = deployer.client("ec2").describe_security_groups(GroupIds=[ids["Group"]])["SecurityGroups"]
    assert [one["GroupId"] for one in group["IpPermissions"][0]["UserIdGroupPairs"]] == [ids["Peer"]]
    (made,) = deployer.client("s3").get_bucket_lifecycle_configuration(Bucket=ids["Bucket"])["Rules"]
    assert made["NoncurrentVersionExpiration"] == {"NoncurrentDays": 90}
    assert made["NoncurrentVersionTransitions"] == [{"NoncurrentDays": 30, "StorageClass": "GLACIER"}]
