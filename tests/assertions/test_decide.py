"""A precise assertion decides over a crude rule on one resource, and nowhere else."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from landing_zone.assertions.decide import decide, values_given
from landing_zone.catalogue.control import Control
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.findings.finding import Finding, Status

RULE = "checkov::CKV_AWS_7"
ON, PERIOD = "assertion::key-rotation.on", "assertion::key-rotation.period"


def control(*deciding: str, id_: str = "key-rotation", **more: object) -> Control:
    """A control whose assertions decide over a rule."""
    condition = {"each": {"type": ["AWS::KMS::Key"]}, "must": "EnableKeyRotation"}
    return Control.model_validate(
        {
            "id": id_,
            "title": "Keys rotate",
            "statement": "Each key is rotated by itself, once a year.",
            "remediation": "Switch the rotation on.",
            "rules": [RULE, "checkov::OTHER"],
            "assertions": [{"id": i, "description": "Each key is rotated.", **condition} for i in ("on", "period")],
            "decides": [
                {
                    "assertion": assertion,
                    "rules": [RULE],
                    "reason": "KMS rotates no key for HMAC.",
                    "source": "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
                    **more,
                }
                for assertion in deciding
            ],
        }
    )


def finding(rule: str, status: Status, logical_id: str = "Key", stack: str = "Data") -> Finding:
    """A finding on a key."""
    return Finding(rule, stack, logical_id, "", status)


@pytest.mark.parametrize("status", [Status.FAIL, Status.UNDETERMINED])
def test_a_pass_overrules(status: Status) -> None:
    """Also a rule that threw. The finding names the assertion, and keeps what it says."""
    rule, passing = finding(RULE, status), finding(ON, Status.PASS)
    assert decide([rule, passing], [control("on")]) == [
        replace(rule, status=Status.OVERRULED, decided_by=ON),
        passing,
    ]


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [finding(ON, Status.FAIL)],
        [finding(ON, Status.UNDETERMINED)],
        [finding(ON, Status.PASS, "Other")],
        [finding(ON, Status.PASS, stack="Logs")],
        [finding(ON, Status.PASS), finding(ON, Status.FAIL)],
        [finding(PERIOD, Status.PASS)],
    ],
    ids=["nothing judged", "fails", "undetermined", "another resource", "another stack", "passes and fails", "another"],
)
def test_anything_else_changes_nothing(answers: list[Finding]) -> None:
    """The rule's finding stays, whatever the assertion says elsewhere."""
    findings = [finding(RULE, Status.FAIL), *answers]
    assert decide(findings, [control("on")]) == findings


def test_only_the_rules_named_are_overruled() -> None:
    """Neither another rule of the control, nor one without a resource, nor one of another control."""
    findings = [
        finding("checkov::OTHER", Status.FAIL),
        finding(RULE, Status.FAIL, ""),
        finding("checkov::CKV_AWS_33", Status.FAIL),
        finding(RULE, Status.PASS, "Third"),
        finding(ON, Status.PASS),
        finding(ON, Status.PASS, ""),
        finding(ON, Status.PASS, "Third"),
    ]
    assert decide(findings, [control("on")]) == findings


def test_a_failure_that_a_rule_says_is_not_said_again() -> None:
    """Only where the rule fails on the same resource, and the decision says so; the rule is never overruled by it."""
    rule, failing, alone = finding(RULE, Status.FAIL), finding(ON, Status.FAIL), finding(ON, Status.FAIL, "Other")
    assert decide([rule, failing, alone], [control("on", said_by_rules=True)]) == [rule, alone]
    assert decide([rule, failing, alone], [control("on")]) == [rule, failing, alone]
    threw = finding(RULE, Status.UNDETERMINED)
    assert decide([threw, failing], [control("on", said_by_rules=True)]) == [threw, failing]


@pytest.mark.parametrize(("period", "expected"), [(Status.PASS, Status.OVERRULED), (Status.FAIL, Status.FAIL)])
def test_two_assertions_decide_together(period: Status, expected: Status) -> None:
    """No assertion that decides over the rule may fail there; one that judged nothing there has no say."""
    findings = [finding(RULE, Status.FAIL), finding(ON, Status.PASS), finding(PERIOD, period)]
    assert decide(findings, [control("on", "period")])[0].status is expected
    assert decide(findings[:2], [control("on", "period")])[0].status is Status.OVERRULED


@pytest.mark.parametrize(
    ("deciding", "answer", "expected"),
    [
        ((), Status.PASS, Status.FAIL),
        (("on",), Status.PASS, Status.OVERRULED),
        (("on",), Status.FAIL, Status.FAIL),
    ],
    ids=["names the rule alone", "decides too", "its assertion fails"],
)
def test_each_control_that_names_the_rule_decides(deciding: tuple[str, ...], answer: Status, expected: Status) -> None:
    """What is crude for one control may be what another means: one control never weakens another."""
    findings = [finding(RULE, Status.FAIL), finding(ON, Status.PASS), finding("assertion::own-keys.on", answer)]
    assert decide(findings, [control("on"), control(*deciding, id_="own-keys")])[0].status is expected


@pytest.mark.parametrize(
    ("status", "given", "expected"),
    [
        (Status.UNDETERMINED, True, Status.OVERRULED),
        (Status.UNDETERMINED, False, Status.UNDETERMINED),
        (Status.FAIL, True, Status.FAIL),
    ],
)
def test_some_decide_only_where_the_rule_cannot_read_a_value_that_is_given(
    status: Status, given: bool, expected: Status
) -> None:
    """What the rule fails for certain, and what it is right not to know, stay."""
    deciding = control("on", undetermined_only=True)
    found = decide([finding(RULE, status), finding(ON, Status.PASS)], [deciding], lambda _stack, _id: given)
    assert found[0].status is expected


def test_a_failure_is_decided_whatever_values_are_open() -> None:
    """Beside one that decides only where the rule cannot read a value: that one asks for values, the other does not."""
    deciding = control("on", "period")
    cautious = deciding.decides[1].model_copy(update={"undetermined_only": True})
    deciding = deciding.model_copy(update={"decides": (deciding.decides[0], cautious)})
    period = finding("assertion::key-rotation.period", Status.PASS)
    found = decide(
        [finding(RULE, Status.FAIL), finding(ON, Status.PASS), period], [deciding], lambda _stack, _id: False
    )
    assert found[0].decided_by == ON


@pytest.mark.parametrize(
    ("cidr", "given"),
    [
        ("10.0.0.0/8", True),
        ({"Fn::GetAtt": ["Vpc", "CidrBlock"]}, True),
        ({"Fn::If": ["Home", "10.0.0.0/8", "10.1.0.0/16"]}, True),
        ({"Fn::Sub": "${Office}/32"}, False),
        ({"Ref": "Office"}, False),
    ],
)
def test_values_of_a_few_are_given(tmp_path: Path, cidr: object, given: bool) -> None:
    """A parameter's default is not: a deployment can override it."""
    rule = {"IpProtocol": "tcp", "CidrIp": cidr}
    template = {
        "Parameters": {"Office": {"Type": "String", "Default": "192.0.2.1"}},
        "Conditions": {"Home": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}},
        "Resources": {
            "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
            "Sg": {
                "Type": "AWS::EC2::SecurityGroup",
                "Properties": {"VpcId": {"Ref": "Vpc"}, "SecurityGroupIngress": [rule]},
            },
        },
    }
    (tmp_path / "t.json").write_text(json.dumps(template))
    assembly = load_assembly(tmp_path / "t.json")
    assert values_given(assembly, Resolver(assembly))("t.json", "Sg") is given
