"""cfn-lint with the shortcuts finds, template by template, exactly what it finds without."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from landing_zone.gates import cfn_lint_shortcuts
from landing_zone.gates.canonical import without_silencers

JUDGE = """
import json, sys
from landing_zone.gates import cfn_lint_shortcuts
if sys.argv[1] == "slowly":
    cfn_lint_shortcuts.WRITTEN_FOR = "another release"
from landing_zone.gates.cfn_lint_examiner import CfnLintExaminer
examiner = CfnLintExaminer()
jobs = json.load(open(sys.argv[2]))
answers = [examiner.examine(text, region) for text, region in jobs]
taken = type(examiner._rules["E1101"]).cfnLint is cfn_lint_shortcuts._cfn_lint
print(json.dumps([taken, [[list(row) for row in answer.findings] + [answer.not_judged] for answer in answers]]))
"""

FAULTS: dict[str, Any] = {
    "Parameters": {
        "Unused": {"Type": "String", "AllowedPattern": "^[a-z]+$"},
        "Size": {"Type": "Number", "Default": 3, "AllowedValues": [1, 2]},
        "Flag": {"Type": "String", "Default": "yes", "AllowedValues": ["yes", "no"]},
    },
    "Mappings": {"Images": {"eu-west-1": {"Id": "ami-0123456789abcdef0"}}},
    "Conditions": {"On": {"Fn::Equals": [{"Ref": "Flag"}, "yes"]}, "Idle": {"Fn::Not": [{"Condition": "On"}]}},
    "Resources": {
        "Colour": {"Type": "AWS::S3::Bucket", "Properties": {"Colour": "red", "BucketName": "UPPER_case"}},
        "Type": {"Type": "AWS::Nothing::Here", "Properties": {}},
        "Trust": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Perhaps"}]},
                "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": [{"Action": "s3:*"}]}}],
            },
        },
        "Function": {
            "Type": "AWS::Lambda::Function",
            "DeletionPolicy": "Vanish",
            "DependsOn": ["Trust", "Nobody"],
            "Properties": {
                "Runtime": "python2.7",
                "Handler": {"Fn::Sub": "${Size}-${Missing}"},
                "Role": {"Fn::GetAtt": ["Trust", "Nothing"]},
                "Timeout": "never",
                "Code": {"ZipFile": {"Fn::If": ["On", "pass", {"Ref": "AWS::NoValue"}]}},
            },
        },
        "Instance": {
            "Type": "AWS::EC2::Instance",
            "Condition": "Idle",
            "Properties": {
                "ImageId": {"Fn::FindInMap": ["Images", {"Ref": "AWS::Region"}, "Id"]},
                "SubnetId": {"Ref": "Subnet"},
                "InstanceType": "t1.enormous",
                "Tags": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}],
            },
        },
        "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.0.0.0/99"}},
        "Vpc": {
            "Type": "AWS::EC2::VPC",
            "Properties": {"CidrBlock": {"Fn::If": ["On", "10.0.0.0/16", "10.1.0.0/8"]}, "EnableDnsSupport": "maybe"},
        },
        "Queue": {
            "Type": "AWS::SQS::Queue",
            "Properties": {"DelaySeconds": 9000, "QueueName": {"Fn::Join": ["-", ["a", {"Ref": "Nowhere"}]]}},
        },
        "Database": {"Type": "AWS::RDS::DBInstance", "Properties": {"MasterUserPassword": "secret", "Engine": "x"}},
        "Circle": {"Type": "AWS::SNS::Topic", "DependsOn": "Square"},
        "Square": {"Type": "AWS::SNS::Topic", "DependsOn": "Circle"},
    },
    "Outputs": {"Out": {"Value": {"Fn::GetAtt": ["Queue", "Colour"]}}, "Bad": {"Value": {"Ref": "AWS::Planet"}}},
}
"""A template with a fault for many of the rules, so that errors too are compared, their paths and messages included."""


def judge(how: str, jobs: Path) -> list[Any]:
    """Judge templates in a process of its own, since the shortcuts stay for the whole process."""
    done = subprocess.run([sys.executable, "-c", JUDGE, how, str(jobs)], capture_output=True, text=True, check=True)
    taken, answers = json.loads(done.stdout)
    assert taken is (how == "quickly")
    return answers


@pytest.fixture(scope="module")
def jobs(gated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The faulty template for two Regions, before and after real ones; of the example's templates one of each kind."""
    kinds: dict[str, tuple[str, str]] = {}
    for file in sorted(gated.glob("*.template.json")):
        body = without_silencers(json.loads(file.read_text()))
        kinds.setdefault(file.name.partition("-")[0], (json.dumps(body), "eu-west-1"))
    faulty = [(json.dumps(FAULTS), region) for region in ("eu-west-1", "us-gov-west-1")]
    several = {"Resources": {}, "Transform": "AWS::LanguageExtensions"}
    path = tmp_path_factory.mktemp("jobs") / "jobs.json"
    path.write_text(json.dumps([*faulty, *kinds.values(), (json.dumps(several), "eu-west-1"), *faulty]))
    return path


def test_findings_are_equal_with_and_without(jobs: Path) -> None:
    """All findings of all templates are the same, passes included, whatever was judged before."""
    quickly, slowly = judge("quickly", jobs), judge("slowly", jobs)
    assert quickly == slowly
    assert quickly[0] == quickly[-2]
    rules = {row[0] for row in quickly[0][:-1] if row[3] == "fail"}
    assert len(rules) > 20
    assert len(quickly) > 8


def test_shortcuts_are_written_for_the_pinned_release() -> None:
    """A release of cfn-lint whose inside changed is noticed: look at each shortcut again, then note its digest."""
    assert cfn_lint_shortcuts.digest_of_cfn_lint() == cfn_lint_shortcuts.WRITTEN_FOR
