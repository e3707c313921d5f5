"""Conditions, allowed values and mappings: which ways of deploying there are, and what a finding says of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assertions.evaluate import Evaluation
from landing_zone.cloudformation.intrinsics.combinations import Combinations
from landing_zone.cloudformation.model import Assembly

Statuses = Callable[..., dict[str, str]]
Template = Callable[[str], Assembly]
Judge = Callable[..., Evaluation]
ROTATES = {"each": {"type": ["AWS::KMS::Key"]}, "must": "EnableKeyRotation == `true`"}
INSIDE = {"each": {"type": ["AWS::EC2::SecurityGroup"]}, "must": "!(SecurityGroupIngress[?open_to_world(@)])"}


def key(rotation: str, more: str = "") -> str:
    """A template with one key, parameters and conditions."""
    return f"""\
Parameters:
  Env: {{Type: String, Default: prod}}
  Stage: {{Type: String, AllowedValues: [dev, test, prod]}}
  Ready: {{Type: String, Default: "true"}}
  Sure: {{Type: String, AllowedValues: ["true", "TRUE"]}}
  Several: {{Type: CommaDelimitedList, AllowedValues: ["true", "false"]}}
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Dev: !Equals [!Ref Env, dev]
  Both: !And [!Condition Prod, !Condition Dev]
  NotProd: !Not [!Condition Prod]
  Late: !Equals [!Ref Stage, prod]
  Old: !Equals [!Ref Stage, legacy]
  Same: !Equals [!Ref Env, !Ref Stage]
{more}
Mappings: {{Net: {{prod: {{Some: true, Safe: true}}, dev: {{Some: false, Safe: "true"}}}}}}
Resources:
  Key: {{Type: AWS::KMS::Key, Properties: {{EnableKeyRotation: {rotation}}}}}
"""


@pytest.mark.parametrize(
    ("rotation", "status"),
    [
        ("!If [Prod, true, 'true']", "pass"),
        ("!If [Prod, true, !If [NotProd, true, false]]", "pass"),
        ("!If [Prod, true, !If [Prod, false, true]]", "pass"),
        ("!If [Both, false, true]", "pass"),
        ("!If [Prod, !If [Dev, false, true], true]", "pass"),
        ("!If [Old, false, true]", "pass"),
        ("!Ref Sure", "pass"),
        ("!If [Prod, !Ref Sure, true]", "pass"),
        ("!Ref Env", "fail"),
        ("!Ref Ready", "undetermined"),
        ("!If [Prod, true, !Ref Ready]", "undetermined"),
        ("!FindInMap [Net, !Ref Env, Some]", "fail"),
        ("!FindInMap [Net, !Ref Env, Safe]", "pass"),
        ("!If [Prod, true, !Ref Env]", "undetermined"),
        ("!Select [0, !Ref Several]", "undetermined"),
        ("!If [Nowhere, true, 'true']", "pass"),
        ("!If [Nowhere, true, false]", "undetermined"),
    ],
)
def test_it_holds_where_it_holds_in_each_world(
    template: Template, statuses: Statuses, rotation: str, status: str
) -> None:
    """What cannot be at once is not gone through; what stays open in one world is never a pass."""
    assert statuses(template(key(rotation)), **ROTATES) == {"Key": status}


@pytest.mark.parametrize(
    ("rotation", "world"),
    [
        ("!If [Prod, false, true]", "when Prod is true."),
        ("!If [NotProd, false, true]", "when NotProd is true and Prod is false."),
        ("!If [Dev, true, !If [Prod, false, true]]", "when Dev is false and Prod is true."),
        ("!Ref Env", 'when Env is "prod".'),
        ("!FindInMap [Net, !Ref Env, Some]", 'when Env is "dev".'),
        ("!If [Late, false, true]", 'when Late is true and Stage is "prod".'),
        ("!If [Late, true, !If [Prod, true, false]]", 'when Late is false and Prod is false and Stage is "dev".'),
        ("!If [Same, true, !If [Late, true, !Ref Nothing]]", ""),
    ],
)
def test_a_failure_names_the_world(template: Template, judge: Judge, rotation: str, world: str) -> None:
    """With no more than what makes it fail, in which conditions follow from parameters."""
    found = judge(template(key(rotation)), **ROTATES).findings[0]

    assert found.status.value == ("fail" if world else "undetermined")
    assert found.message.endswith(world)
    assert world or "'Nothing', which the template does not declare" in found.message


def test_what_stays_open_is_said_with_its_world(template: Template, judge: Judge) -> None:
    """The reason is that of the world in which nothing more can be chosen."""
    found = judge(template(key("!If [Prod, true, !Ref Env]")), **ROTATES).findings[0]

    assert "it depends on the parameter Env" in found.message
    assert found.message.endswith("when Prod is false.")


def test_more_worlds_than_the_limit_are_undetermined(template: Template, judge: Judge) -> None:
    """Nine independent conditions have 512 combinations; eight have 256."""
    for number, status in ((8, "pass"), (9, "undetermined")):
        numbers = range(number)
        text = f"""\
Parameters: {{{", ".join(f"P{n}: {{Type: String}}" for n in numbers)}}}
Conditions: {{{", ".join(f"C{n}: !Equals [!Ref P{n}, x]" for n in numbers)}}}
Resources:
  Key: {{Type: AWS::KMS::Key, Properties: {{Words: [{", ".join(f"!If [C{n}, a, b]" for n in numbers)}]}}}}
"""
        found = judge(template(text), each={"type": ["AWS::KMS::Key"]}, must="!(Words[?@ == 'c'])").findings[0]
        assert found.status.value == status
        assert ("these have more than 256 combinations" in found.message) is (status == "undetermined")


def test_a_resource_is_judged_where_it_is_there(template: Template, judge: Judge) -> None:
    """Its condition and those of its properties are of one world; one that can never be there has no result."""
    text = (
        key("true")
        + """\
  Safe: {Type: AWS::KMS::Key, Condition: Prod, Properties: {EnableKeyRotation: !If [Prod, true, false]}}
  Never: {Type: AWS::KMS::Key, Condition: Both, Properties: {EnableKeyRotation: false}}
  Open: {Type: AWS::KMS::Key, Condition: Late, Properties: {EnableKeyRotation: !If [Late, false, true]}}
  Off: {Type: AWS::KMS::Key, Condition: NotProd}
"""
    )
    found = {one.logical_id: one for one in judge(template(text), **ROTATES).findings}

    assert {name: one.status.value for name, one in found.items()} == {
        **dict.fromkeys(("Key", "Safe"), "pass"),
        **dict.fromkeys(("Open", "Off"), "fail"),
    }
    assert found["Off"].message.endswith("when NotProd is true and Prod is false.")


def test_both_ends_of_a_relation_are_of_one_world(template: Template, statuses: Statuses) -> None:
    """A VPC that is there where its flow log is has one; two networks are never at once, so that they may be alike."""
    text = (
        key("true")
        + """\
  Vpc: {Type: AWS::EC2::VPC, Condition: Prod, Properties: {CidrBlock: 10.0.0.0/16}}
  Log: {Type: AWS::EC2::FlowLog, Condition: Prod, Properties: {ResourceId: !Ref Vpc}}
  Bare: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.9.0.0/16}}
  Sometimes: {Type: AWS::EC2::FlowLog, Condition: Dev, Properties: {ResourceId: !Ref Bare}}
  Twin: {Type: AWS::EC2::VPC, Condition: NotProd, Properties: {CidrBlock: 10.0.0.0/16}}
  Always: {Type: AWS::EC2::FlowLog, Properties: {ResourceId: !If [Prod, !Ref Bare, !Ref Twin]}}
"""
    )
    logged = {"each": {"type": ["AWS::EC2::VPC"]}, "related": {"type": ["AWS::EC2::FlowLog"], "by": "ResourceId"}}
    assert statuses(template(text), **logged) == {"Vpc": "pass", "Bare": "fail", "Twin": "pass"}
    unique = {"unique": {"type": ["AWS::EC2::VPC"]}, "by": "CidrBlock"}
    assert statuses(template(text), **unique) == dict.fromkeys(("Vpc", "Bare", "Twin"), "pass")


@pytest.mark.parametrize(
    ("cidr", "status"),
    [
        ("!FindInMap [Net, !Ref AWS::Region, Office]", "pass"),
        ("!FindInMap [Net, !Ref AWS::Region, Open]", "fail"),
        ("!FindInMap [Net, !Ref Env, Office]", "pass"),
        ("!FindInMap [Few, !Ref AWS::Region, Office]", "undetermined"),
        ("!FindInMap [Net, !Ref AWS::Region, Office, {DefaultValue: 10.0.0.0/8}]", "pass"),
        ("!FindInMap [Net, !Ref AWS::Region, Office, {DefaultValue: 0.0.0.0/0}]", "fail"),
        ("!If [Few, !FindInMap [Net, !Ref AWS::Region, Office], !Ref AWS::Region]", "undetermined"),
        ("!FindInMap [Nowhere, !Ref AWS::Region, Office]", "undetermined"),
        ("!FindInMap [Net, !Sub '${AWS::Region}', Office]", "undetermined"),
    ],
)
def test_an_unknown_region_is_one_of_the_mapping(
    template: Template, statuses: Statuses, cidr: str, status: str
) -> None:
    """Where it is looked up: nothing of the template is deployed to any other, unless the lookup has a default."""
    text = f"""\
Parameters: {{Env: {{Type: String}}}}
Conditions: {{Few: !Equals [!Ref AWS::Region, us-east-1]}}
Mappings:
  Net:
    eu-west-1: {{Office: 192.0.2.0/24, Open: 192.0.2.0/24}}
    us-east-1: {{Office: 198.51.100.0/24, Open: 0.0.0.0/0}}
  Few: {{eu-west-1: {{Other: 192.0.2.0/24}}}}
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: {{SecurityGroupIngress: [{{IpProtocol: tcp, CidrIp: {cidr}}}]}}
"""
    assert statuses(template(text), **INSIDE) == {"Group": status}


def test_rules_of_the_template_rule_worlds_out(template: Template, statuses: Statuses) -> None:
    """CloudFormation deploys nothing where an assertion of ``Rules`` is false."""
    text = """\
Parameters:
  Rotate: {Type: String, AllowedValues: ["true", "false"]}
  Env: {Type: String}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Rules:
  Kept: {RuleCondition: !Equals [!Ref Env, prod], Assertions: [{Assert: !Contains [["true"], !Ref Rotate]}]}
Resources:
  InProd: {Type: AWS::KMS::Key, Condition: Prod, Properties: {EnableKeyRotation: !Ref Rotate}}
  Anywhere: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: !Ref Rotate}}
"""
    assert statuses(template(text), **ROTATES) == {"InProd": "pass", "Anywhere": "fail"}


def test_conditions_of_one_name_in_two_stacks_are_two(assembly: Callable[..., Assembly], judge: Judge) -> None:
    """What one stack's condition decides says nothing of the other's."""

    def stack(**resources: Any) -> tuple[str, dict[str, Any]]:
        condition = {"Fn::Equals": [{"Ref": "P"}, "x"]}
        return "1/eu-west-1", {
            "Parameters": {"P": {"Type": "String"}},
            "Conditions": {"C": condition},
            "Resources": resources,
        }

    vpc = {"Type": "AWS::EC2::VPC", "Condition": "C", "Properties": {"CidrBlock": "10.0.0.0/16"}}
    built = assembly({"A": stack(Vpc=vpc), "B": stack(Twin=vpc)})
    found = judge(built, unique={"type": ["AWS::EC2::VPC"]}, by="CidrBlock").findings

    assert [one.status.value for one in found] == ["fail", "fail"]
    assert found[0].message.endswith("when C is true and C of B is true.")


def test_a_nested_stack_that_may_not_be_deployed(
    assembly: Callable[..., Assembly], tmp_path: Path, judge: Judge
) -> None:
    """Its resources are there where it is, and its conditions follow from what its parent gives."""
    child = {
        "Parameters": {"Word": {"Type": "String"}},
        "Conditions": {"Safe": {"Fn::Equals": [{"Ref": "Word"}, "safe"]}},
        "Resources": {
            "Key": {"Type": "AWS::KMS::Key", "Properties": {"EnableKeyRotation": {"Fn::If": ["Safe", True, False]}}}
        },
        "Outputs": {"Key": {"Value": {"Ref": "Key"}}},
    }
    topic = {"KmsMasterKeyId": {"Fn::GetAtt": ["Child", "Outputs.Key"]}}
    parent = {
        "Parameters": {"P": {"Type": "String"}},
        "Conditions": {"C": {"Fn::Equals": [{"Ref": "P"}, "x"]}},
        "Resources": {
            "Child": {
                "Type": "AWS::CloudFormation::Stack",
                "Condition": "C",
                "Properties": {
                    "TemplateURL": "https://s3.eu-west-1.amazonaws.com/b/child",
                    "Parameters": {"Word": {"Fn::If": ["C", "safe", "open"]}},
                },
            },
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": topic},
        },
    }
    (tmp_path / "cdk.out").mkdir()
    (tmp_path / "cdk.out" / "child.json").write_text(json.dumps(child))
    built = assembly({"Parent": ("1/eu-west-1", parent)}, assets={"Parent": {"child": "child.json"}})

    assert [one.status.value for one in judge(built, **ROTATES).findings] == ["pass"]
    related = {"type": ["AWS::KMS::Key"], "through": "KmsMasterKeyId"}
    found = judge(built, each={"type": ["AWS::SNS::Topic"]}, related=related).findings
    assert [one.status.value for one in found] == ["fail"]
    assert found[0].message.endswith("when C is false.")


def test_the_solver_is_asked_only_where_something_may_fail(
    template: Template, statuses: Statuses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its import takes a second: a template that passes in each world never pays for it."""

    def refused(*_: Any) -> bool:
        raise AssertionError("asked")

    monkeypatch.setattr(Combinations, "_solver", refused)
    assert statuses(template(key("!If [Prod, true, !If [NotProd, true, false]]")), **ROTATES) == {"Key": "pass"}
    with pytest.raises(AssertionError, match="asked"):
        statuses(template(key("!If [Prod, true, false]")), **ROTATES)


NEVER = """\
Parameters:
  P: {Type: String, AllowedValues: [a, b]}
Conditions:
  IsA: !Equals [!Ref P, a]
  Never: !And [!Condition IsA, !Equals [!Ref P, b]]
Resources:
  Here: {Type: AWS::S3::Bucket, Properties: {AccessControl: !If [IsA, Private, LogDeliveryWrite], BucketName: one}}
  Gone: {Type: AWS::S3::Bucket, Condition: Never, Properties: {AccessControl: PublicRead, BucketName: one}}
"""
PUBLIC = {"type": ["AWS::S3::Bucket"], "where": "AccessControl == 'PublicRead'"}


@pytest.mark.parametrize(
    "assertion",
    [
        {"each": PUBLIC, "must": "BucketName == 'two'"},
        {"each": PUBLIC, "related": {"type": ["AWS::S3::BucketPolicy"], "by": "Bucket"}},
        {"unique": PUBLIC, "by": "BucketName"},
    ],
)
def test_nothing_passes_that_no_deployment_has_or_selects(
    template: Template, judge: Judge, assertion: dict[str, Any]
) -> None:
    """No control is held by a resource that its assertion is never about."""
    evaluation = judge(template(NEVER), **assertion)
    assert evaluation.findings == ()
    assert evaluation.without_subject == ("assertion::the-control.it-holds",)


def test_a_prohibition_passes_on_what_it_looked_at(template: Template, statuses: Statuses) -> None:
    """What is there and never meant was examined; what is never there was not."""
    assert statuses(template(NEVER), none=PUBLIC) == {"Here": "pass"}
