"""``none`` and ``unique``: absence and uniqueness."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from landing_zone.assertions.evaluate import Evaluation
from landing_zone.cloudformation.model import Assembly

Judge = Callable[..., Evaluation]
Statuses = Callable[..., dict[str, str]]
Template = Callable[[str], Assembly]
PEERED = """\
Parameters: {Cidr: {Type: String}, Env: {Type: String}}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Resources:
  Open: {Type: AWS::EC2::SecurityGroupIngress, Properties: {CidrIp: 0.0.0.0/0}}
  Closed: {Type: AWS::EC2::SecurityGroupIngress, Properties: {CidrIp: 10.0.0.0/8}}
  Unknown: {Type: AWS::EC2::SecurityGroupIngress, Properties: {CidrIp: !Ref Cidr}}
  PerhapsOpen: {Type: AWS::EC2::SecurityGroupIngress, Condition: Prod, Properties: {CidrIp: 0.0.0.0/0}}
"""


def test_none_fails_for_each_selected_resource(template: Template, judge: Judge) -> None:
    """What is selected fails, what is not passes, what depends on unknown values is undetermined."""
    none = {"type": ["AWS::EC2::SecurityGroupIngress"], "where": "CidrIp == '0.0.0.0/0'"}
    found = {f.logical_id: f for f in judge(template(PEERED), none=none).findings}

    assert {k: f.status.value for k, f in found.items()} == {
        "Open": "fail",
        "Closed": "pass",
        "Unknown": "undetermined",
        "PerhapsOpen": "fail",
    }
    assert found["Open"].message == (
        "AWS::EC2::SecurityGroupIngress Open in template.yaml is declared while \"CidrIp == '0.0.0.0/0'\" "
        "is true of it, and none may be."
    )


PEERING = {"type": ["AWS::EC2::VPCPeeringConnection"]}


def test_a_type_that_may_not_be_there_is_searched_for(template: Template, judge: Judge) -> None:
    """Absence is recorded: one pass, with the templates that were searched."""
    evaluation = judge(template(PEERED), none=PEERING)

    assert [(f.stack, f.logical_id, f.status.value, f.searched) for f in evaluation.findings] == [
        ("", "", "pass", ("template.yaml",))
    ]
    assert evaluation.without_subject == ()


def test_a_condition_over_nothing_is_no_finding(template: Template, judge: Judge) -> None:
    """That no access list opens a port says nothing where there is no access list: there is nothing to judge."""
    evaluation = judge(template(PEERED), none={**PEERING, "where": "PeerRegion"})

    assert evaluation.findings == ()
    assert evaluation.without_subject == ("assertion::the-control.it-holds",)


def test_what_no_world_deploys_is_not_there(template: Template, judge: Judge) -> None:
    """A resource whose condition is false whatever a parameter is: the search found nothing."""
    never = """\
Parameters: {Env: {Type: String, AllowedValues: [prod, test]}}
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Test: !Equals [!Ref Env, test]
  Both: !And [!Condition Prod, !Condition Test]
Resources:
  Never: {Type: AWS::EC2::VPCPeeringConnection, Condition: Both}
"""
    assert [(f.logical_id, f.searched) for f in judge(template(never), none=PEERING).findings] == [
        ("", ("template.yaml",))
    ]
    found = judge(template(never.replace("Condition: Both", "Condition: Prod")), none=PEERING).findings
    assert [(f.logical_id, f.status.value, f.searched) for f in found] == [("Never", "fail", ())]


@pytest.mark.parametrize(
    ("environments", "searched"),
    [
        ({}, ("Cde", "CdeToo", "Security")),
        ({"scopes": ["cde"]}, ("Cde", "CdeToo")),
        ({"scopes": ["cde"], "regions": ["mirror"]}, ()),
        ({"roles": ["log-archive"]}, ()),
    ],
)
def test_only_the_environments_that_are_meant_are_searched(
    assembly: Callable[..., Assembly],
    zone: dict[str, Any],
    judge: Judge,
    environments: dict[str, Any],
    searched: tuple[str, ...],
) -> None:
    """Where there is no such environment, or no stack in it, nothing was searched, and nothing passes."""
    body = {"Resources": {"B": {"Type": "AWS::S3::Bucket"}}}
    stacks = {
        "Cde": ("555555555555/eu-west-1", body),
        "CdeToo": ("555555555555/eu-west-1", body),
        "Security": ("333333333333/eu-central-1", body),
        "Foreign": ("1/eu-west-1", {"Resources": {"P": {"Type": "AWS::EC2::VPCPeeringConnection"}}}),
    }
    evaluation = judge(assembly(stacks, zone), none={**PEERING, "environments": environments})

    assert [f.searched for f in evaluation.findings] == ([searched] if searched else [])
    assert bool(evaluation.without_subject) == (not searched)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("10.0.0.0/16", "10.1.0.0/16", "pass"),
        ("10.0.0.0/16", "10.0.0.0/16", "fail"),
        ("10.0.0.0/16", {"Fn::ImportValue": "nobodys"}, "undetermined"),
        ("10.0.0.0/16", None, "pass"),
        ("10.0.0.0/16", {"Fn::Sub": "192.${X}"}, "pass"),
    ],
)
def test_values_differ_across_the_assembly(
    assembly: Callable[..., Assembly], statuses: Statuses, one: Any, other: Any, expected: str
) -> None:
    """Two stacks of two accounts with one value collide, and both are named; an unknown value may collide."""

    def vpc(name: str, cidr: Any) -> dict[str, Any]:
        properties = {} if cidr is None else {"CidrBlock": cidr}
        return {"Resources": {name: {"Type": "AWS::EC2::VPC", "Properties": properties}}}

    stacks = {"A": ("1/eu-west-1", vpc("One", one)), "B": ("2/eu-west-1", vpc("Other", other))}
    found = statuses(assembly(stacks), unique={"type": ["AWS::EC2::VPC"]}, by="CidrBlock")

    assert found == {"One": expected, "Other": expected}


def test_the_message_names_the_twin(assembly: Callable[..., Assembly], judge: Judge) -> None:
    """The message names both resources and the common value."""
    body = {"Resources": {"V": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}}}
    stacks = {"A": ("1/eu-west-1", body), "B": ("2/eu-west-1", body)}
    first = judge(assembly(stacks), unique={"type": ["AWS::EC2::VPC"]}, by="CidrBlock").findings[0]

    assert first.message == (
        'AWS::EC2::VPC V in A: CidrBlock is "10.0.0.0/16", as that of AWS::EC2::VPC V in B, and each must have its own.'
    )


def test_a_value_that_may_be_missing_and_one_that_is_do_not_collide(template: Template, statuses: Statuses) -> None:
    """A missing value equals no other; a resource that may not be selected makes the result undetermined."""
    text = """\
Parameters: {Env: {Type: String}}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Resources:
  Perhaps: {Type: AWS::S3::Bucket, Properties: {BucketName: !If [Prod, logs, !Ref "AWS::NoValue"]}}
  Unnamed: {Type: AWS::S3::Bucket}
"""
    unique: dict[str, Any] = {"type": ["AWS::S3::Bucket"]}
    assert statuses(template(text), unique=unique, by="BucketName") == {"Perhaps": "pass", "Unnamed": "pass"}

    text = """\
Parameters: {Env: {Type: String}}
Resources:
  Meant: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, InstanceTenancy: default}}
  PerhapsMeant: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, InstanceTenancy: !Ref Env}}
  Other: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, InstanceTenancy: dedicated}}
"""
    unique = {"type": ["AWS::EC2::VPC"], "where": "InstanceTenancy == 'default'"}
    assert statuses(template(text), unique=unique, by="CidrBlock") == {
        "Meant": "undetermined",
        "PerhapsMeant": "undetermined",
    }
