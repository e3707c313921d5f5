"""The readers that there are."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.rehearsal.readers import types
from landing_zone.rehearsal.readers.registry import reader_of, readers

CLIENTS = ("request.client", "request.clients")
READ_ONLY = re.compile(r"(get|describe|list)_[a-z0-9_]+")
TYPES = [
    "AWS::AccessAnalyzer::Analyzer",
    "AWS::CloudTrail::Trail",
    "AWS::CloudWatch::Alarm",
    "AWS::Config::AggregationAuthorization",
    "AWS::Config::ConfigRule",
    "AWS::Config::ConfigurationAggregator",
    "AWS::Config::ConfigurationRecorder",
    "AWS::Config::DeliveryChannel",
    "AWS::Config::OrganizationConformancePack",
    "AWS::EC2::EIP",
    "AWS::EC2::FlowLog",
    "AWS::EC2::InternetGateway",
    "AWS::EC2::NatGateway",
    "AWS::EC2::Route",
    "AWS::EC2::RouteTable",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::Subnet",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPC",
    "AWS::EC2::VPCEndpoint",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::Events::EventBus",
    "AWS::Events::EventBusPolicy",
    "AWS::Events::Rule",
    "AWS::GuardDuty::Detector",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::IAM::ServiceLinkedRole",
    "AWS::KMS::Alias",
    "AWS::KMS::Key",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::Function",
    "AWS::Lambda::Permission",
    "AWS::Logs::AccountPolicy",
    "AWS::Logs::LogGroup",
    "AWS::Logs::MetricFilter",
    "AWS::Logs::ResourcePolicy",
    "AWS::Organizations::Policy",
    "AWS::Route53Resolver::ResolverQueryLoggingConfig",
    "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation",
    "AWS::S3::Bucket",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::Subscription",
    "AWS::SNS::Topic",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::Queue",
    "AWS::SQS::QueuePolicy",
    "AWS::SSM::Association",
    "AWS::SSM::Document",
    "AWS::SSM::Parameter",
    "AWS::SecurityHub::ConfigurationPolicy",
    "AWS::SecurityHub::DelegatedAdmin",
    "AWS::SecurityHub::FindingAggregator",
    "AWS::SecurityHub::Hub",
    "AWS::SecurityHub::OrganizationConfiguration",
    "AWS::SecurityHub::PolicyAssociation",
    "AWS::WAFv2::LoggingConfiguration",
    "AWS::WAFv2::WebACL",
    "Custom::AccountSettings",
]


def test_the_list_of_types_is_frozen() -> None:
    """No reader vanishes unseen: a resource of a type without one is only listed."""
    assert list(readers()) == TYPES


def test_each_type_of_the_zone_has_a_reader(gated: Path) -> None:
    """Whatever is deployed is read back, the day it is written."""
    declared = {
        resource.type for template in load_assembly(gated).templates for resource in template.resources.values()
    }
    assert sorted(kind for kind in declared if reader_of(kind) is None) == []


def test_a_type_is_read_by_the_file_of_its_name() -> None:
    """A file is named as the type it reads, so that either is found by the other."""
    found = {}
    for file in sorted(Path(types.__path__[0]).glob("*_*.py")):
        if file.name != "__init__.py":
            (named,) = re.findall(r'^READER = Reader\(\s*"([^"]+)"', file.read_text(), re.MULTILINE)
            found[file.stem.replace("_", "")] = named.removeprefix("AWS::").replace("::", "").lower()
    assert len(found) == len(TYPES)
    different = {file: kind for file, kind in found.items() if file != kind.replace("resolverquery", "query")}
    assert different == {}


@pytest.mark.parametrize("file", sorted(Path(types.__path__[0]).glob("*.py")), ids=lambda file: file.stem)
def test_a_reader_only_reads(file: Path) -> None:
    """The calls that a reader makes of a client begin with get, describe or list: nothing in an account is changed."""
    clients = {"client", "ssm", "kms", "s3", "iam", "ec2", "sqs", "sns", "logs", "events", "wafv2", "config"}
    clients |= {"cloudtrail", "cloudwatch", "guardduty", "organizations", "securityhub"}
    called = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Attribute):
            is_client = isinstance(node.value, ast.Name) and node.value.id in clients
            is_new_client = isinstance(node.value, ast.Call) and ast.unparse(node.value.func) in CLIENTS
            called += [node.attr] if is_client or is_new_client else []
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("only", "listed", "listed_or_none"):
            called.append(str(ast.literal_eval(node.args[1])))
    assert called or "request" not in file.read_text()
    assert [call for call in called if not READ_ONLY.fullmatch(call)] == []
