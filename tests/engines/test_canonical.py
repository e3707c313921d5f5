"""The canonical text is sound: the findings with it equal the findings without it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.engines.canonical import ACCOUNT, REGION, canonical, without_silencers
from landing_zone.engines.engine import EngineResult, RawFinding
from landing_zone.findings.finding import Status

HERE = "111111111111"
REGION_HERE = "eu-central-1"


def template(account: str, region: str) -> dict[str, Any]:
    """A template that names its account and Region wherever templates do: names, ARNs, zones, endpoints, policies."""
    arn = f"arn:aws:iam::{account}:root"
    statement = {"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "kms:*", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    trust = {"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "sts:AssumeRole"}
    allow = {"Effect": "Allow", "Action": ["s3:*"], "Resource": f"arn:aws:s3:::example-{account}-{region}/*"}
    wide = {"Version": "2012-10-17", "Statement": [allow]}
    return {
        "Description": f"Baseline of {account} in {region}",
        "Resources": {
            "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": policy}},
            "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": f"example-{account}-{region}"}},
            "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
            "Subnet": {
                "Type": "AWS::EC2::Subnet",
                "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/24", "AvailabilityZone": f"{region}a"},
            },
            "Outside": {
                "Type": "AWS::EC2::Subnet",
                "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.7.0.0/24", "AvailabilityZone": f"{region}a"},
            },
            "Overlap": {
                "Type": "AWS::EC2::Subnet",
                "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.128/25", "AvailabilityZone": f"{region}b"},
            },
            "Group": {
                "Type": "AWS::EC2::SecurityGroup",
                "Properties": {
                    "GroupDescription": "From 10.32.0.0/16",
                    "VpcId": {"Ref": "Vpc"},
                    "SecurityGroupIngress": [
                        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": source}
                        for source in ("10.32.0.0/16", "10.132.0.0/16", "10.32.1.300/32", "0.0.0.0/0")
                    ],
                },
            },
            "Endpoint": {
                "Type": "AWS::EC2::VPCEndpoint",
                "Properties": {"VpcId": {"Ref": "Vpc"}, "ServiceName": f"com.amazonaws.{region}.s3"},
            },
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]}},
            },
            "Policy": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": wide}},
            "Wrong": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": [account, region]}},
            f"Logs{account}": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": f"/{account}/{region}"}},
        },
    }


@pytest.mark.parametrize("engine", ["nag", "checkov", "cfn_lint"])
def test_findings_are_equal_with_and_without(engine: str, request: pytest.FixtureRequest) -> None:
    """Each engine gives the same findings for the original text, and for its canonical text after restoring."""
    examine: Callable[..., EngineResult] = request.getfixturevalue(engine)
    body = template(HERE, REGION_HERE)
    form = canonical(body, "" if engine == "cfn_lint" else REGION_HERE)
    plain = examine(**arguments(body), region=REGION_HERE)
    through = examine(**arguments(json.loads(form.text)), region=REGION_HERE)
    assert HERE not in form.text
    assert {row.status for row in plain.findings} >= {Status.PASS, Status.FAIL}
    assert tuple(sorted(form.restore(row) for row in through.findings)) == plain.findings


def arguments(body: dict[str, Any]) -> dict[str, Any]:
    """Turn a template into the arguments of an engine."""
    return {"resources": body["Resources"], **{key: value for key, value in body.items() if key != "Resources"}}


def test_environments_share_one_text() -> None:
    """The same template in another account and Region has the same canonical text."""
    texts = {
        canonical(template(account, region), region).text
        for account, region in [(HERE, REGION_HERE), ("222222222222", "eu-west-1"), ("333333333333", "us-gov-west-1")]
    }
    assert len(texts) == 1


def test_difference_between_accounts_stays() -> None:
    """A template that names two accounts is not taken for one that names one of them twice, or in another order."""
    texts = {
        canonical({"Outputs": [*accounts, HERE]}, "").text
        for accounts in [(HERE, HERE), (HERE, "222222222222"), ("222222222222", HERE), ("222222222222", "333333333333")]
    }
    assert len(texts) == 4


def test_template_with_the_placeholder_of_a_region_stays_as_it_is() -> None:
    """Such a template keeps its own Region: otherwise restoring would be ambiguous."""
    form = canonical({**template(HERE, REGION_HERE), "Outputs": [REGION]}, REGION_HERE)
    assert REGION_HERE in form.text
    assert form.restore_text(REGION) == REGION


def test_accounts_equal_to_placeholders_are_restored() -> None:
    """An account id that is also the placeholder of another id in the same template is restored correctly."""
    accounts = [str(ACCOUNT + 1), str(ACCOUNT), HERE]
    form = canonical({"Outputs": accounts}, "")
    assert json.loads(form.text) == {"Outputs": [str(ACCOUNT), str(ACCOUNT + 1), str(ACCOUNT + 2)]}
    assert json.loads(form.restore_text(form.text)) == {"Outputs": accounts}


def test_values_are_restored() -> None:
    """Messages, details and logical ids name the real account and Region."""
    form = canonical(template(HERE, REGION_HERE), REGION_HERE)
    raw = RawFinding("a::b", f"Logs{ACCOUNT}", f"Resource::{ACCOUNT}", Status.FAIL, f"{REGION}a in {ACCOUNT}")
    assert form.restore(raw) == RawFinding(
        "a::b", f"Logs{HERE}", f"Resource::{HERE}", Status.FAIL, f"{REGION_HERE}a in {HERE}"
    )


@pytest.mark.parametrize(
    ("texts", "replaced"),
    [
        (["10.32.0.0/16", "10.34.1.0/24", "10.32.16.9"], ["10.10.0.0/16", "10.11.1.0/24", "10.10.16.9"]),
        (["from 10.5.0.0/16 to 10.132.0.0/16"], ["from 10.1.0.0/16 to 10.100.0.0/16"]),
        (["10.32.0.0/16", "10.0.0.0/8"], ["10.32.0.0/16", "10.0.0.0/8"]),
        (["10.32.0.0/15"], ["10.32.0.0/15"]),
        (["110.32.0.0/16", "10.32.0", "10.32.0.0.1", "1.10.32.0.0", "192.168.0.0/16", "0.0.0.0/0"], None),
        ([f"10.{number}.0.0/16" for number in range(10)], None),
    ],
)
def test_blocks_of_private_addresses(texts: list[str], replaced: list[str] | None) -> None:
    """Each block gets a placeholder of its length, unless a wider range could contain two, or there are too many."""
    form = canonical({"Outputs": texts}, "")
    assert json.loads(form.text) == {"Outputs": texts if replaced is None else replaced}
    assert json.loads(form.restore_text(form.text)) == {"Outputs": texts}


@pytest.mark.parametrize("value", [111111111111, [1, 222222222222], {"a": -333333333333}])
def test_numbers_to_calculate_with_stay(value: object) -> None:
    """A number of an account id's length, and longer or shorter ones in texts, are not replaced as account ids."""
    body = {"Outputs": value, "Card": "4111111111111111", "Port": "1234"}
    assert json.loads(canonical(body, "").text) == body


def test_silencers_are_removed_and_the_rest_stays() -> None:
    """Metadata for the engines and construct paths are removed; other metadata, and the given template, stay."""
    silencers = {"checkov": 1, "cdk_nag": 2, "cfn-lint": 3, "aws:cdk:path": "a/b", "aws:asset:path": "x"}
    body = {
        "Metadata": {"cfn-lint": {}, "Own": 1},
        "Resources": {
            "A": {"Type": "T", "Metadata": {**silencers, "AWS::CloudFormation::Init": {}}},
            "B": {"Metadata": silencers},
        },
    }
    before = json.dumps(body)
    assert without_silencers(body) == {
        "Metadata": {"Own": 1},
        "Resources": {"A": {"Type": "T", "Metadata": {"AWS::CloudFormation::Init": {}}}, "B": {}},
    }
    assert json.dumps(body) == before


def test_canonical_text_ignores_its_origin(tmp_path: Path) -> None:
    """The same template from another construct path or asset folder is the same."""
    one = {"Resources": {"A": {"Type": "T", "Metadata": {"aws:cdk:path": "One/A"}}}}
    two = {"Resources": {"A": {"Type": "T", "Metadata": {"aws:cdk:path": "Two/A", "aws:asset:path": str(tmp_path)}}}}
    assert canonical(one, "").text == canonical(two, "").text
