"""AWS's services write as the templates' policies let them: a bucket that refuses them fails the deployment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from landing_zone.catalogue.load import load_catalogue
from landing_zone.files.policies_folder import shipped_policies
from landing_zone.rehearsal.clients import AccountClients
from landing_zone.rehearsal.deliveries import REFUSED, by_service, read_deliveries
from landing_zone.rehearsal.server import Emulator
from tests.rehearsal.small_zone import HOME, MANAGEMENT, MEMBER, Deployer, resources, small_zone

ONLY_KMS = {
    "Sid": "OnlyKms",
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:PutObject",
    "Resource": {"Fn::Sub": "arn:aws:s3:::${Bucket}/*"},
    "Condition": {"StringNotEqualsIfExists": {"s3:x-amz-server-side-encryption": "aws:kms"}},
}


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """An emulated AWS of the small zone, whose services deliver by the contracts."""
    assembly = tmp_path_factory.mktemp("assembly")
    (assembly / "landing-zone.json").write_text(json.dumps(small_zone()), encoding="utf-8")
    contracts = load_catalogue(shipped_policies()).deliveries.values()
    with Emulator(assembly, tmp_path_factory.mktemp("emulator"), contracts) as running:
        yield running


@pytest.fixture
def deployer(emulator: Emulator) -> Deployer:
    """Deploys into the member account."""
    return Deployer(emulator, AccountClients(emulator.variables(HOME), MANAGEMENT))


def allow(service: str, *actions: str, **condition: dict[str, str]) -> dict[str, Any]:
    """A statement that lets a service write into the bucket ``Bucket``."""
    return {
        "Sid": service,
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": list(actions),
        "Resource": [{"Fn::Sub": "arn:aws:s3:::${Bucket}"}, {"Fn::Sub": "arn:aws:s3:::${Bucket}/*"}],
        "Condition": condition,
    }


TRAIL_MAY = allow(
    "cloudtrail", "s3:GetBucketAcl", "s3:PutObject", ArnLike={"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/*"}
)
CONFIG_MAY = allow(
    "config", "s3:GetBucketAcl", "s3:ListBucket", "s3:PutObject", StringEquals={"aws:SourceAccount": MEMBER}
)


def stack(name: str, *statements: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A bucket with its policy, and resources that come after it."""
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    return resources(
        Bucket={"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name}},
        Policy={"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": policy}},
        **{key: {**one, "DependsOn": "Policy"} for key, one in more.items()},
    )


def trail(**properties: Any) -> dict[str, Any]:
    """A trail into the bucket."""
    return {
        "Type": "AWS::CloudTrail::Trail",
        "Properties": {"S3BucketName": {"Ref": "Bucket"}, "IsLogging": True, **properties},
    }


def recorded(name: str) -> dict[str, Any]:
    """A recorder and the channel into the bucket."""
    role = f"arn:aws:iam::{MEMBER}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
    recorder = {"Type": "AWS::Config::ConfigurationRecorder", "Properties": {"Name": name, "RoleARN": role}}
    channel = {
        "Type": "AWS::Config::DeliveryChannel",
        "Properties": {"Name": name, "S3BucketName": {"Ref": "Bucket"}},
    }
    return {"Recorder": recorder, "Channel": channel}


def reasons(deployer: Deployer, name: str) -> str:
    """Why the resources of a stack failed."""
    found = deployer.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
    return " ".join(one.get("ResourceStatusReason", "") for one in found)


def keys(deployer: Deployer, bucket: str) -> list[str]:
    """The objects of a bucket."""
    return [one["Key"] for one in deployer.client("s3").list_objects_v2(Bucket=bucket).get("Contents", [])]


def test_a_trail_that_cannot_write_is_refused(deployer: Deployer) -> None:
    """The call fails with AWS's error, which names service, action and statement; the stack rolls back."""
    assert deployer.deploy("Refused", stack("refused", TRAIL_MAY, ONLY_KMS, Trail=trail())) == "ROLLBACK_COMPLETE"
    said = reasons(deployer, "Refused")
    assert "InsufficientS3BucketPolicyException" in said
    assert "CloudTrail (cloudtrail.amazonaws.com) is refused s3:PutObject" in said
    assert "OnlyKms" in said


def test_digests_that_cannot_be_written_are_refused(deployer: Deployer) -> None:
    """Logs go with the trail's key, and the digests of their validation under SSE-S3."""
    key = {
        "Type": "AWS::KMS::Key",
        "Properties": {
            "KeyPolicy": {
                "Version": "2012-10-17",
                "Statement": {
                    "Effect": "Allow",
                    "Principal": {"AWS": f"arn:aws:iam::{MEMBER}:root", "Service": "cloudtrail.amazonaws.com"},
                    "Action": "kms:*",
                    "Resource": "*",
                },
            }
        },
    }
    with_key = trail(KMSKeyId={"Fn::GetAtt": ["Key", "Arn"]}, EnableLogFileValidation=False)
    validated = trail(KMSKeyId={"Fn::GetAtt": ["Key", "Arn"]}, EnableLogFileValidation=True)
    policy = (TRAIL_MAY, ONLY_KMS)
    made = deployer.deploy("Digests", stack("digests", *policy, Key=key, Trail=with_key))
    assert made == "CREATE_COMPLETE", reasons(deployer, "Digests")
    assert any("/CloudTrail/" in name for name in keys(deployer, "digests"))
    assert deployer.deploy("Digests", stack("digests", *policy, Key=key, Trail=validated)) == "UPDATE_ROLLBACK_COMPLETE"
    assert "OnlyKms" in reasons(deployer, "Digests")
    assert deployer.deploy("Digests", stack("digests", TRAIL_MAY, Key=key, Trail=validated)) == "UPDATE_COMPLETE"
    assert any("/CloudTrail-Digest/" in name for name in keys(deployer, "digests"))


def test_a_key_that_refuses_a_trail(deployer: Deployer) -> None:
    """CloudTrail has an error of its own for that."""
    key = deployer.client("kms").create_key()["KeyMetadata"]["Arn"]
    template = stack("locked", TRAIL_MAY, Trail=trail(KMSKeyId=key))
    assert deployer.deploy("Locked", template) == "ROLLBACK_COMPLETE"
    said = reasons(deployer, "Locked")
    assert "InsufficientEncryptionPolicyException" in said
    assert "kms:GenerateDataKey" in said


def test_aws_config_tries_to_write(deployer: Deployer) -> None:
    """A bucket that demands KMS refuses the channel, which names no key; one that does not lets it write."""
    refused = deployer.deploy("Recorded", stack("recorded", CONFIG_MAY, ONLY_KMS, **recorded("refused")))
    assert refused == "ROLLBACK_COMPLETE"
    said = reasons(deployer, "Recorded")
    assert "InsufficientDeliveryPolicyException" in said
    assert "AWS Config (config.amazonaws.com) is refused s3:PutObject" in said
    deployer.client("cloudformation").delete_stack(StackName="Recorded")
    assert deployer.deploy("Written", stack("written", CONFIG_MAY, **recorded("default"))) == "CREATE_COMPLETE"
    s3 = deployer.client("s3")
    check = next(name for name in keys(deployer, "written") if name.endswith("ConfigWritabilityCheckFile"))
    assert s3.head_object(Bucket="written", Key=check)["ServerSideEncryption"] == "AES256"


def test_an_organisation_s_policy_refuses_too(deployer: Deployer) -> None:
    """A resource control policy over the account binds the service."""
    organizations = AccountClients(deployer.emulator.variables(HOME), MANAGEMENT)("organizations", MANAGEMENT, HOME)
    content = {
        "Version": "2012-10-17",
        "Statement": {
            "Sid": "NoTrail",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:PutObject",
            "Resource": "*",
            "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/*"}},
        },
    }
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.enable_policy_type(RootId=root, PolicyType="RESOURCE_CONTROL_POLICY")
    made = organizations.create_policy(
        Content=json.dumps(content), Description="-", Name="rcp", Type="RESOURCE_CONTROL_POLICY"
    )["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=made, TargetId=MEMBER)
    try:
        assert deployer.deploy("Bound", stack("bound", TRAIL_MAY, Trail=trail())) == "ROLLBACK_COMPLETE"
        assert "the resource control policy rcp denies it (NoTrail)" in reasons(deployer, "Bound")
    finally:
        organizations.detach_policy(PolicyId=made, TargetId=MEMBER)


def test_everything_is_tried_after_a_deployment(deployer: Deployer) -> None:
    """A policy that changes afterwards refuses what it let through; the result names stack, service and statement."""
    assert deployer.deploy("Later", stack("later", TRAIL_MAY, Trail=trail())) == "CREATE_COMPLETE"
    assert not [one for one in _tried(deployer) if one.result == REFUSED and one.place.startswith("Later ")]
    policy = {"Version": "2012-10-17", "Statement": [{**ONLY_KMS, "Resource": "arn:aws:s3:::later/*"}]}
    deployer.client("s3").put_bucket_policy(Bucket="later", Policy=json.dumps(policy))
    refused = [one for one in _tried(deployer) if one.result == REFUSED and one.place == "Later Trail"]
    assert {one.service for one in refused} == {"CloudTrail"}
    assert any("OnlyKms" in one.reason for one in refused)
    assert by_service(_tried(deployer))["CloudTrail"][REFUSED] >= len(refused)


def _tried(deployer: Deployer) -> list[Any]:
    return read_deliveries(deployer.emulator.deliveries())


def test_a_bucket_s_policy_is_evaluated_for_who_calls(deployer: Deployer) -> None:
    """Conditions and principals count: of two callers, one is refused."""
    s3 = deployer.client("s3")
    s3.create_bucket(Bucket="guarded", CreateBucketConfiguration={"LocationConstraint": HOME})
    role = "arn:aws:iam::*:role/OrganizationAccountAccessRole"
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::guarded/*",
        "Condition": {"ArnNotLike": {"aws:PrincipalArn": role}},
    }
    policy = {"Version": "2012-10-17", "Statement": statement}
    s3.put_bucket_policy(Bucket="guarded", Policy=json.dumps(policy))
    s3.put_object(Bucket="guarded", Key="by-the-role", Body=b"")
    statement["Condition"] = {"ArnLike": {"aws:PrincipalArn": role}}
    s3.put_bucket_policy(Bucket="guarded", Policy=json.dumps(policy))
    with pytest.raises(ClientError, match="403"):
        s3.put_object(Bucket="guarded", Key="by-the-role", Body=b"")
    statement["Condition"] = {"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}
    s3.put_bucket_policy(Bucket="guarded", Policy=json.dumps(policy))
    with pytest.raises(ClientError, match="403"):
        s3.put_object(Bucket="guarded", Key="plain", Body=b"")
    s3.put_object(Bucket="guarded", Key="encrypted", Body=b"", ServerSideEncryption="aws:kms")


def test_contracts_that_the_emulator_cannot_evaluate_stop_it(tmp_path: Path) -> None:
    """It says so at the start, and enforces nothing else instead."""
    from emulated_aws.deliveries.attempt import check

    contract = {"id": "odd", "each": {"type": []}, "let": {"a": "unknown_function(@)"}, "requests": []}
    with pytest.raises(ValueError, match=r"odd: .*: the emulated AWS has no function unknown_function"):
        check([contract])
