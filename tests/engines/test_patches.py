"""A patched engine finds, template by template, exactly what the unpatched engine finds."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from landing_zone.engines import source_locations
from landing_zone.engines.canonical import without_silencers
from landing_zone.engines.deep_keys import deep_keys
from landing_zone.engines.engine import STOCK, digest_of_modules

JUDGE = """
import json, sys
from landing_zone.engines.worker import load
examiner = load(*json.loads(sys.argv[1]))
results = [examiner.examine(text, region) for text, region in json.load(open(sys.argv[2]))]
rows = [[list(row) for row in result.findings] + [result.not_judged] for result in results]
print(json.dumps([examiner.patched, rows]))
"""

ENGINES = ("cfn_lint", "checkov")

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
            "DependsOn": ["Trust", "Missing"],
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
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "TableName": "{{resolve:nothing:x}}",
                "AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "b", "KeyType": "HASH"}],
                "StreamSpecification": {"StreamViewType": "{{ resolve:ssm:x}}"},
            },
        },
        "Document": {"Type": "AWS::SSM::Document", "Properties": {"Content": '{"schemaVersion": "2.2"}'}},
        "Raw": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "AWS::Region"}},
        "Circle": {"Type": "AWS::SNS::Topic", "DependsOn": "Square"},
        "Square": {"Type": "AWS::SNS::Topic", "DependsOn": "Circle"},
    },
    "Outputs": {"Out": {"Value": {"Fn::GetAtt": ["Queue", "Colour"]}}, "Bad": {"Value": {"Ref": "AWS::Planet"}}},
}
"""A template with a fault for many of the rules, so that errors too are compared, their paths and messages included."""

ODD: dict[str, Any] = {
    "Transform": "AWS::Serverless-2016-10-31",
    "Globals": {"Function": {"Timeout": 3, "Layers": ["a", "b"], "Tracing": "Active"}},
    "Parameters": {
        "Open": {"Type": "String", "Default": "0.0.0.0/0"},
        "Flag": {"Type": "String", "Default": "yes"},
        "Nested": {"Type": "String", "Properties": {"Default": "Enabled"}},
    },
    "Mappings": {"Sizes": {"large": {"Encrypted": "true", "Days": 7}}},
    "Conditions": {
        "On": {"Fn::Equals": ["yes", "yes"]},
        "Off": {"Fn::Not": [{"Condition": "On"}]},
        "Both": {"Fn::And": [{"Condition": "On"}, {"Condition": "Off"}]},
    },
    "Resources": {
        "Group": {
            "Type": "AWS::EC2::SecurityGroup",
            "DependsOn": ["Volume"],
            "Properties": {
                "GroupDescription": {"Fn::Join": ["-", ["a", "b"]]},
                "SecurityGroupIngress": [
                    {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": {"Ref": "Open"}},
                    {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIp": {"Fn::Sub": "${Open}"}},
                ],
            },
        },
        "Volume": {
            "Type": "AWS::EC2::Volume",
            "Condition": "Off",
            "Properties": {
                "Encrypted": {"Fn::FindInMap": ["Sizes", "large", "Encrypted"]},
                "Size": {"Fn::Select": ["1", ["8", "9"]]},
                "": "a key without a name",
            },
        },
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "Properties": {
                "VersioningConfiguration": {"Status": {"Fn::If": ["On", "Enabled", "Suspended"]}},
                "AccessControl": {"Fn::If": ["Both", "Private", {"Fn::If": ["On", "PublicRead", "Private"]}]},
                "LoggingConfiguration": {"DestinationBucketName": {"Ref": "Logs"}},
                "a.b": 1,
                "a": {"b": [2, [3, {"c": "d"}], True]},
            },
        },
        "Logs": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::GetAtt": ["Bucket", "BucketName"]}}},
        "Policy": {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {
                "Bucket": {"Ref": "Bucket"},
                "PolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*"}]},
            },
        },
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"KmsMasterKeyId": {"Fn::GetAtt": ["Key", "hash"]}}},
        "Key": {"Type": "AWS::KMS::Key", "Properties": {"EnableKeyRotation": "true", "hash": {"Ref": "Topic"}}},
        "Function": {"Type": "AWS::Serverless::Function", "Properties": {"Layers": ["b"], "Tags": {"a": "b"}}},
        "Lambda": {
            "Type": "AWS::Lambda::Function",
            "Properties": {"Environment": {"Variables": {"SECRET": {"Fn::Sub": ["${A}-${Key.Arn}", {"A": "x"}]}}}},
        },
        "Database": {
            "Type": "AWS::RDS::DBInstance",
            "Properties": {"StorageEncrypted": {"Ref": "Nested"}, "PubliclyAccessible": {"Ref": "Flag"}},
        },
    },
    "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Bucket", "Arn"]}}},
}
"""A template that refers to itself in every way that checkov resolves, so that each is compared."""


def judge(engine: str, jobs: Path, *, stock: bool = False) -> Any:
    """Judge templates in a separate process, since patches stay for the whole process."""
    command = [sys.executable, "-c", JUDGE, json.dumps([engine, [STOCK] if stock else []]), str(jobs)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    patched, results = json.loads(done.stdout)
    assert patched is not stock
    return results


@pytest.fixture(scope="module")
def jobs(gated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The faulty template for two Regions, before and after real ones; of the example's templates one of each kind."""
    kinds: dict[str, tuple[str, str]] = {}
    for file in sorted(gated.glob("*.template.json")):
        body = without_silencers(json.loads(file.read_text()))
        kinds.setdefault(file.name.partition("-")[0], (json.dumps(body), "eu-west-1"))
    faulty = [(json.dumps(FAULTS), region) for region in ("eu-west-1", "us-gov-west-1")]
    several = {"Resources": {}, "Transform": "AWS::LanguageExtensions"}
    half = {"Resources": {"Half": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": 0.5}}}}
    odd = [(json.dumps(template), "eu-west-1") for template in (several, half, ODD)]
    path = tmp_path_factory.mktemp("jobs") / "jobs.json"
    path.write_text(json.dumps([*faulty, *kinds.values(), *odd, *faulty]))
    return path


@pytest.mark.parametrize(("engine", "failing_rules"), [("cfn-lint", 20), ("checkov", 10)])
def test_findings_are_equal_with_and_without(engine: str, failing_rules: int, jobs: Path) -> None:
    """All findings of all templates are the same, passes included, whatever was judged before."""
    patched = judge(engine, jobs)
    assert patched == judge(engine, jobs, stock=True)
    assert patched[0] == patched[-2]
    rules = {row[0] for result in (patched[0], patched[-3]) for row in result[:-1] if row[3] == "fail"}
    assert len(rules) > failing_rules
    assert len(patched) > 8


@pytest.mark.parametrize("engine", ENGINES)
def test_patches_are_written_for_the_pinned_release(engine: str) -> None:
    """A release of an engine with changed internals is noticed: review each patch, then record the new digest."""
    patches = importlib.import_module(f"landing_zone.engines.{engine}.patches")
    assert digest_of_modules(patches.MODULES) == patches.PATCHED_SOURCES_DIGEST


def test_the_walk_over_frames_is_written_for_the_pinned_release() -> None:
    """A release of jsii that collects its stack otherwise is noticed: review ours, then record the new digest."""
    assert digest_of_modules(source_locations.MODULES) == source_locations.PATCHED_SOURCES_DIGEST


@pytest.mark.parametrize("engine", ENGINES)
def test_another_release_is_not_patched(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a module differs from the one that the patches were written for, nothing of the engine is replaced."""
    patches = importlib.import_module(f"landing_zone.engines.{engine}.patches")
    modules = [importlib.import_module(module) for module in patches.MODULES]
    before = [dict(vars(module)) for module in modules]
    monkeypatch.setattr(patches, "PATCHED_SOURCES_DIGEST", "another release")
    assert patches.apply_patches() is False
    assert before == [dict(vars(module)) for module in modules]


def test_deep_keys_are_in_the_templates_order() -> None:
    """Each place has its path and value; a key within a found value is found as well; only a text is a key."""
    template = {"a": {"Ref": {"Ref": 1}}, "b": [[{"Ref": 2}], "Ref"], 3: {"Ref": 5}}
    assert deep_keys(lambda key: key == "Ref", template, ["x"]) == [
        ["x", "a", "Ref", {"Ref": 1}],
        ["x", "a", "Ref", "Ref", 1],
        ["x", "b", 0, 0, "Ref", 2],
        ["x", 3, "Ref", 5],
    ]
    assert deep_keys(lambda key: key == "Ref", "Ref", []) == []
