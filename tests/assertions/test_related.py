"""``each ... related``: each selected resource is tied to others, in either direction, also across stacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from landing_zone.assertions.evaluate import Evaluation
from landing_zone.cloudformation.model import Assembly

Judge = Callable[..., Evaluation]
Statuses = Callable[..., dict[str, str]]
Template = Callable[[str], Assembly]
BuildAssembly = Callable[..., Assembly]
FLOW_LOGGED: dict[str, dict[str, Any]] = {
    "each": {"type": ["AWS::EC2::VPC"]},
    "related": {"type": ["AWS::EC2::FlowLog"], "by": "ResourceId", "where": "TrafficType == 'ALL'"},
}
TO_LOCKED_BUCKET = {
    "each": {"type": ["AWS::EC2::FlowLog"]},
    "related": {"type": ["AWS::S3::Bucket"], "through": "LogDestination", "where": "ObjectLockEnabled == `true`"},
}


def test_the_other_points_here(template: Template, judge: Judge) -> None:
    """A VPC with a full flow log passes; without one, with a lesser one, or with an unknown one it does not."""
    text = """\
Parameters: {Traffic: {Type: String}, AnyVpc: {Type: "AWS::EC2::VPC::Id"}}
Resources:
  Good: {Type: AWS::EC2::VPC}
  GoodLog: {Type: AWS::EC2::FlowLog, Properties: {ResourceId: !Ref Good, TrafficType: ALL}}
  Bare: {Type: AWS::EC2::VPC}
  Lesser: {Type: AWS::EC2::VPC}
  LesserLog: {Type: AWS::EC2::FlowLog, Properties: {ResourceId: !Ref Lesser, TrafficType: REJECT}}
  Perhaps: {Type: AWS::EC2::VPC}
  PerhapsLog: {Type: AWS::EC2::FlowLog, Properties: {ResourceId: !GetAtt Perhaps.VpcId, TrafficType: !Ref Traffic}}
"""
    found = {f.logical_id: f for f in judge(template(text), **FLOW_LOGGED).findings}

    assert {k: f.status.value for k, f in found.items()} == {
        "Good": "pass",
        "Bare": "fail",
        "Lesser": "fail",
        "Perhaps": "undetermined",
    }
    assert found["Bare"].message == (
        "AWS::EC2::VPC Bare in template.yaml: no AWS::EC2::FlowLog that satisfies \"TrafficType == 'ALL'\" "
        "points to it by ResourceId, where at least 1 must be."
    )
    assert "tied but not satisfying it: AWS::EC2::FlowLog LesserLog" in found["Lesser"].message
    assert "the parameter Traffic" in found["Perhaps"].message


def test_a_flow_log_of_any_vpc_makes_none_pass(template: Template, statuses: Statuses) -> None:
    """A reference that is a parameter may be to this VPC, or to none: an error for each."""
    text = """\
Parameters: {AnyVpc: {Type: "AWS::EC2::VPC::Id"}}
Resources:
  One: {Type: AWS::EC2::VPC}
  Log: {Type: AWS::EC2::FlowLog, Properties: {ResourceId: !Ref AnyVpc, TrafficType: ALL}}
"""
    assert statuses(template(text), **FLOW_LOGGED) == {"One": "undetermined"}


def test_a_flow_log_that_may_be_deployed_makes_none_pass(template: Template, statuses: Statuses) -> None:
    """The log's own condition counts."""
    text = """\
Parameters: {Env: {Type: String}}
Conditions: {Prod: !Equals [!Ref Env, prod], Always: !Equals [a, a]}
Resources:
  One: {Type: AWS::EC2::VPC}
  Log: {Type: AWS::EC2::FlowLog, Condition: %s, Properties: {ResourceId: !Ref One, TrafficType: ALL}}
"""
    assert statuses(template(text % "Prod"), **FLOW_LOGGED) == {"One": "fail"}
    assert statuses(template(text % "Always"), **FLOW_LOGGED) == {"One": "pass"}


@pytest.mark.parametrize(
    ("maximum", "expected"), [({"max": 0}, "fail"), ({"max": 1}, "pass"), ({"min": 2}, "fail"), ({"min": 1}, "pass")]
)
def test_the_number_of_ties_is_bounded(
    template: Template, statuses: Statuses, maximum: dict[str, int], expected: str
) -> None:
    """``min`` and ``max`` count what is tied and satisfies ``where``."""
    text = """\
Resources:
  One: {Type: AWS::EC2::VPC}
  Log: {Type: AWS::EC2::FlowLog, Properties: {ResourceId: !Ref One, TrafficType: ALL}}
"""
    related = {**FLOW_LOGGED["related"], "min": 0, **maximum}

    assert statuses(template(text), each=FLOW_LOGGED["each"], related=related) == {"One": expected}


def _bucket(name: Any, *, locked: bool = True) -> dict[str, Any]:
    return {
        "Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name, "ObjectLockEnabled": locked}}}
    }


def _log(destination: Any) -> dict[str, Any]:
    return {"Resources": {"Log": {"Type": "AWS::EC2::FlowLog", "Properties": {"LogDestination": destination}}}}


@pytest.mark.parametrize(
    ("destination", "expected"),
    [
        ("arn:aws:s3:::pay-audit", "pass"),
        ("arn:aws:s3:::pay-audit/flow-logs", "pass"),
        ({"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":s3:::pay-audit"]]}, "pass"),
        ({"Fn::Sub": "arn:${AWS::Partition}:s3:::pay-audit/${AWS::AccountId}"}, "pass"),
        ("pay-audit", "pass"),
        ("arn:aws:s3:::pay-audit-2", "fail"),
        ("arn:aws:sns:::pay-audit", "fail"),
        (None, "fail"),
        ({"Ref": "Nothing"}, "undetermined"),
        ({"Fn::Sub": "arn:aws:s3:::${Nothing}"}, "undetermined"),
    ],
)
def test_physical_names_tie_across_accounts(
    assembly: BuildAssembly, statuses: Statuses, destination: Any, expected: str
) -> None:
    """A bucket's ARN in one account ties to the bucket of that name in another."""
    stacks = {
        "LogArchive": ("222222222222/eu-west-1", _bucket("pay-audit")),
        "Workload": ("555555555555/eu-west-1", _log(destination)),
    }

    assert statuses(assembly(stacks), **TO_LOCKED_BUCKET) == {"Log": expected}


def test_the_other_direction_crosses_accounts_too(assembly: BuildAssembly, statuses: Statuses) -> None:
    """``by`` finds the one that names this resource from another stack."""
    stacks = {
        "LogArchive": ("222222222222/eu-west-1", _bucket("pay-audit")),
        "Old": ("222222222222/eu-west-1", {"Resources": {"Unnamed": {"Type": "AWS::S3::Bucket"}}}),
        "Workload": ("555555555555/eu-west-1", _log("arn:aws:s3:::pay-audit")),
    }
    related = {"type": ["AWS::EC2::FlowLog"], "by": "LogDestination"}

    assert statuses(assembly(stacks), each={"type": ["AWS::S3::Bucket"]}, related=related) == {
        "B": "pass",
        "Unnamed": "fail",
    }


def test_the_tied_resource_must_satisfy_where(assembly: BuildAssembly, judge: Judge) -> None:
    """A bucket that is not locked does not count, and the message names it."""
    stacks = {
        "LogArchive": ("222222222222/eu-west-1", _bucket("pay-audit", locked=False)),
        "Workload": ("555555555555/eu-west-1", _log("arn:aws:s3:::pay-audit")),
    }
    (found,) = judge(assembly(stacks), **TO_LOCKED_BUCKET).findings

    assert found.status.value == "fail"
    assert "tied but not satisfying it: AWS::S3::Bucket B in LogArchive" in found.message
    assert 'LogDestination is "arn:aws:s3:::pay-audit"' in found.message


def test_names_hold_only_where_they_mean_the_same(assembly: BuildAssembly, statuses: Statuses) -> None:
    """A topic of the same name in another Region is another topic."""
    topic = {"Resources": {"T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "alerts"}}}}

    def alarm(action: Any) -> dict[str, Any]:
        return {"Resources": {"A": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmActions": [action]}}}}

    stacks = {
        "Topic": ("333333333333/eu-west-1", topic),
        "Same": ("333333333333/eu-west-1", alarm("arn:aws:sns:eu-west-1:333333333333:alerts")),
    }
    related = {"type": ["AWS::SNS::Topic"], "through": "AlarmActions[]"}
    each = {"type": ["AWS::CloudWatch::Alarm"]}
    assert statuses(assembly(stacks), each=each, related=related) == {"A": "pass"}

    stacks["Same"] = ("333333333333/eu-west-1", alarm("arn:aws:sns:eu-central-1:333333333333:alerts"))
    assert statuses(assembly(stacks), each=each, related=related) == {"A": "fail"}


def test_exports_are_followed_to_the_resource(assembly: BuildAssembly, statuses: Statuses) -> None:
    """Fn::ImportValue ties to the resource behind the export of the same environment, and to no other."""
    network = {
        "Resources": {"Vpc": {"Type": "AWS::EC2::VPC"}},
        "Outputs": {"V": {"Value": {"Ref": "Vpc"}, "Export": {"Name": {"Fn::Sub": "${AWS::StackName}-vpc"}}}},
    }
    log = {
        "Resources": {
            "Log": {
                "Type": "AWS::EC2::FlowLog",
                "Properties": {"ResourceId": {"Fn::ImportValue": "Network-vpc"}, "TrafficType": "ALL"},
            }
        }
    }
    here = {"Network": ("1/eu-west-1", network), "Logs": ("1/eu-west-1", log)}
    elsewhere = {"Network": ("1/eu-west-1", network), "Logs": ("2/eu-west-1", log)}

    assert statuses(assembly(here), **FLOW_LOGGED) == {"Vpc": "pass"}
    assert statuses(assembly(elsewhere), **FLOW_LOGGED) == {"Vpc": "undetermined"}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("!Ref Key", "pass"),
        ("!GetAtt Key.Arn", "pass"),
        ("!Ref Alias", "pass"),
        ("alias/pay", "pass"),
        ('!Select [1, !Split ["/", !GetAtt Key.Arn]]', "pass"),
        ("alias/aws/sns", "fail"),
        ("!Ref Other", "fail"),
        ("!GetAtt Custom.KeyArn", "undetermined"),
        ("!If [Prod, !Ref Key, !Ref Other]", "fail"),
        ("!If [Prod, !Ref Key, !GetAtt Key.Arn]", "pass"),
        ("!If [Prod, !Ref Key, !Ref 'AWS::NoValue']", "fail"),
        ("'{{resolve:ssm:/key}}'", "undetermined"),
    ],
)
def test_a_key_is_found_by_reference_and_by_alias(
    template: Template, statuses: Statuses, key: str, expected: str
) -> None:
    """Every way to name a customer-managed key resolves to it; a key of AWS is not one of ours."""
    text = f"""\
Parameters: {{Env: {{Type: String}}}}
Conditions: {{Prod: !Equals [!Ref Env, prod]}}
Resources:
  Key: {{Type: AWS::KMS::Key, Properties: {{EnableKeyRotation: true}}}}
  Other: {{Type: AWS::KMS::Key}}
  Alias: {{Type: AWS::KMS::Alias, Properties: {{AliasName: alias/pay, TargetKeyId: !Ref Key}}}}
  Custom: {{Type: Custom::KeyLookup}}
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      KmsMasterKeyId: {key}
"""
    related = {"type": ["AWS::KMS::Key"], "through": "KmsMasterKeyId", "where": "EnableKeyRotation == `true`"}

    assert statuses(template(text), each={"type": ["AWS::SNS::Topic"]}, related=related) == {"Topic": expected}


ISOLATED = {
    "each": {"type": ["AWS::EC2::Subnet"]},
    "related": {
        "type": ["AWS::EC2::SubnetRouteTableAssociation"],
        "by": "SubnetId",
        "related": {
            "type": ["AWS::EC2::RouteTable"],
            "through": "RouteTableId",
            "where": "Tags[0].Value == 'isolated'",
        },
    },
}
"""A subnet and its route table are tied by a third resource."""


def test_the_other_is_tied_to_a_third(template: Template, judge: Judge) -> None:
    """A tie whose other end has none of its own does not count, and the finding says what it should have."""
    text = """\
Parameters: {Any: {Type: String}, Stage: {Type: String, AllowedValues: [test, production]}}
Conditions: {IsTest: !Equals [!Ref Stage, test]}
Resources:
  Public: {Type: AWS::EC2::RouteTable, Properties: {Tags: [{Key: tier, Value: public}]}}
  Isolated: {Type: AWS::EC2::RouteTable, Properties: {Tags: [{Key: tier, Value: isolated}]}}
  AtTimes: {Type: AWS::EC2::RouteTable, Properties: {Tags: [{Key: tier, Value: !If [IsTest, public, isolated]}]}}
  Good: {Type: AWS::EC2::Subnet}
  GoodRoutes:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Good, RouteTableId: !Ref Isolated}
  Bad: {Type: AWS::EC2::Subnet}
  BadRoutes: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Bad, RouteTableId: !Ref Public}}
  Bare: {Type: AWS::EC2::Subnet}
  Open: {Type: AWS::EC2::Subnet}
  OpenRoutes: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Open, RouteTableId: !Ref Any}}
  Changing: {Type: AWS::EC2::Subnet}
  ChangingRoutes:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Changing, RouteTableId: !Ref AtTimes}
"""
    found = {f.logical_id: f for f in judge(template(text), **ISOLATED).findings}
    assert {k: f.status.value for k, f in found.items()} == {
        "Good": "pass",
        "Bad": "fail",
        "Bare": "fail",
        "Open": "undetermined",
        "Changing": "fail",
    }
    assert (
        "no AWS::EC2::SubnetRouteTableAssociation that is tied to AWS::EC2::RouteTable that satisfies "
        "\"Tags[0].Value == 'isolated'\" (at least 1 must be) points to it by SubnetId"
    ) in found["Bad"].message
    assert "tied but not satisfying it: AWS::EC2::SubnetRouteTableAssociation BadRoutes" in found["Bad"].message
    assert "IsTest is true" in found["Changing"].message
