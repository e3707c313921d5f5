"""The canonical text is sound: the findings with it equal the findings without it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest

from landing_zone.engines.canonical import ACCOUNT, CFN_LINT_ACCOUNT, REGION, canonical, without_silencers
from landing_zone.engines.engine import EngineResult, RawFinding, canonical_json
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


def networks(seed: int) -> dict[str, Any]:
    """VPCs of a random address plan, with subnets within, outside and across each other, and rules for them."""
    chance = random.Random(seed)  # noqa: S311 - a plan, not a secret
    private = IPv4Network(chance.choice(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]))
    resources: dict[str, Any] = {}
    sources = ["0.0.0.0/0", str(private)]
    for number in range(3):
        length = chance.choice([17, 20, 22, 24])
        begin = int(private[chance.randrange(private.num_addresses)])
        vpc = IPv4Network((begin, length), strict=False)
        resources[f"Vpc{number}"] = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": str(vpc)}}
        sources += [str(vpc), str(vpc.supernet(2)), f"{vpc[chance.randrange(vpc.num_addresses)]}/32"]
        for subnet in (*chance.sample([*vpc.subnets(new_prefix=26)], 2), *[*vpc.subnets(new_prefix=25)][:2]):
            resources[f"Subnet{len(resources)}"] = {
                "Type": "AWS::EC2::Subnet",
                "Properties": {"VpcId": {"Ref": f"Vpc{chance.randint(0, number)}"}, "CidrBlock": str(subnet)},
            }
    resources["Group"] = {
        "Type": "AWS::EC2::SecurityGroup",
        "Properties": {
            "GroupDescription": f"From {', '.join(sources)}.",
            "SecurityGroupIngress": [
                {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 3389, "CidrIp": source} for source in sources
            ],
        },
    }
    return {"Resources": resources}


@pytest.mark.parametrize("engine", ["nag", "checkov", "cfn_lint"])
def test_findings_are_equal_for_any_address_plan(engine: str, request: pytest.FixtureRequest) -> None:
    """Random plans in every private range, judged both ways; cfn-lint finds subnets that overlap or lie outside."""
    examine: Callable[..., EngineResult] = request.getfixturevalue(engine)
    rules, changed = set(), 0
    for seed in range(12):
        body = networks(seed)
        form = canonical(body, "")
        changed += form.text != canonical_json(body)
        plain, through = examine(**arguments(body)), examine(**arguments(json.loads(form.text)))
        assert tuple(sorted(form.restore(row) for row in through.findings)) == plain.findings, body
        rules |= {row.rule for row in plain.findings if row.status is Status.FAIL}
    assert rules if engine != "cfn_lint" else rules >= {"cfn-lint::E3059", "cfn-lint::E3060"}
    assert changed > 9


@pytest.mark.parametrize(("address", "failing"), [("10.50.0.0", False), ("10.50.1.0", True)])
@pytest.mark.parametrize(
    "cidr",
    [
        {"Fn::Sub": "${A}/16"},
        {"Fn::Join": ["/", [{"Ref": "A"}, "16"]]},
        {"Fn::Join": ["", [{"Fn::Select": [0, {"Fn::Split": ["-", {"Ref": "A"}]}]}, "/", "16"]]},
    ],
)
def test_an_address_that_a_function_completes_is_judged_as_it_is(
    cfn_lint: Callable[..., EngineResult], cidr: Any, address: str, failing: bool
) -> None:
    """cfn-lint resolves functions: host bits after the prefix length are a mistake that must not get lost."""
    body = {
        "Parameters": {"A": {"Type": "String", "Default": address, "AllowedPattern": ".*"}},
        "Resources": {
            "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": cidr}},
            "Other": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.60.0.0/16"}},
        },
    }
    form = canonical(body, "")
    plain, through = (cfn_lint(**arguments(one)) for one in (body, json.loads(form.text)))
    assert tuple(sorted(form.restore(row) for row in through.findings)) == plain.findings
    assert any(row.status is Status.FAIL for row in plain.findings) is failing


def test_what_is_not_surely_an_account_stays() -> None:
    """A number with zeros in front, and the id that cfn-lint takes for ``AWS::AccountId``."""
    body = {"Outputs": ["000000000030", CFN_LINT_ACCOUNT, HERE]}
    form = canonical(body, "")
    assert json.loads(form.text) == {"Outputs": ["000000000030", CFN_LINT_ACCOUNT, str(ACCOUNT)]}
    assert json.loads(form.restore_text(form.text)) == body


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
