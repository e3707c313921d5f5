"""The readers that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.rehearsal.readers.reader_file import read_reader_file
from landing_zone.rehearsal.readers.registry import FOLDER, reader_of, readers

READ_ONLY = re.compile(r"(BatchGet|Get|Describe|List)[A-Za-z0-9]+")
TYPES = [
    "AWS::AccessAnalyzer::Analyzer",
    "AWS::CloudTrail::Trail",
    "AWS::CloudWatch::Alarm",
    "AWS::Config::AggregationAuthorization",
    "AWS::Config::ConfigRule",
    "AWS::Config::ConfigurationAggregator",
    "AWS::Config::ConfigurationRecorder",
    "AWS::Config::ConformancePack",
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
    "AWS::ECR::Repository",
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
    "AWS::Macie::Session",
    "AWS::Organizations::Policy",
    "AWS::RAM::ResourceShare",
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
    "AWS::SecurityHub::Standard",
    "AWS::WAFv2::LoggingConfiguration",
    "AWS::WAFv2::WebACL",
    "Custom::AccountSettings",
    "Custom::OrganisationSettings",
]


def test_the_list_of_types_is_frozen() -> None:
    """No reader vanishes unseen: a resource of a type without one is only listed."""
    assert mistakes(list(readers())) == ""
    assert sorted(TYPES) == TYPES


def mistakes(found: list[str]) -> str:
    """What to do about types that have a reader and are not listed, or the reverse."""
    added, gone = sorted(set(found) - set(TYPES)), sorted(set(TYPES) - set(found))
    todo = [f"add {name} to TYPES in {Path(__file__).name}" for name in added]
    todo += [f"{name} is in TYPES, and no file in {FOLDER.name}/ reads it" for name in gone]
    return "; ".join(todo)


def test_a_new_reader_is_told_where_to_be_listed() -> None:
    """Both ways."""
    assert mistakes([*TYPES[1:], "AWS::EKS::Cluster"]) == (
        "add AWS::EKS::Cluster to TYPES in test_registry.py; "
        "AWS::AccessAnalyzer::Analyzer is in TYPES, and no file in types/ reads it"
    )


def test_each_type_of_the_zone_has_a_reader(gated: Path) -> None:
    """Whatever is deployed is read back, the day it is written."""
    declared = {
        resource.type for template in load_assembly(gated).templates for resource in template.resources.values()
    }
    assert sorted(kind for kind in declared if reader_of(kind) is None) == []


def test_a_type_is_read_by_the_file_of_its_name() -> None:
    """A file is named as the type it reads, so that either is found by the other."""
    found = {path.stem: read_reader_file(path).type for path in FOLDER.glob("*")}
    assert sorted(found.values()) == sorted(TYPES)
    named = {stem: kind.removeprefix("AWS::").replace("::", "").lower() for stem, kind in found.items()}
    different = {s: k for s, k in named.items() if s.replace("_", "") != k.replace("resolverquery", "query")}
    assert different == {}


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_reader_only_reads(file: Path) -> None:
    """The calls that a reader makes of a client begin with get, describe or list: nothing in an account is changed."""
    called = [step.operation for step in read_reader_file(file).steps.values() if step.operation]
    assert called
    assert [call for call in called if not READ_ONLY.fullmatch(call)] == []
