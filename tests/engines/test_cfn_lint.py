"""cfn-lint's errors and warnings are findings, and nothing in a template silences one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.engines.engine import EngineResult
from landing_zone.findings.finding import Status

WRONG = {"Type": "AWS::S3::Bucket", "Properties": {"Colour": "red"}}


def rules(result: EngineResult, status: Status) -> set[str]:
    """Return the rules with a status."""
    return {row.rule for row in result.findings if row.status is status}


def test_error_names_resource_and_place(cfn_lint: Callable[..., EngineResult]) -> None:
    """A property that does not exist is an error of its resource, with its path as detail."""
    found = [row for row in cfn_lint({"Bucket": WRONG}).findings if row.status is Status.FAIL]
    assert [(row.rule, row.logical_id, row.detail) for row in found] == [
        ("cfn-lint::E3002", "Bucket", "Properties/Colour")
    ]


def test_warning_is_a_finding(cfn_lint: Callable[..., EngineResult]) -> None:
    """A warning counts as much as an error."""
    result = cfn_lint({"Topic": {"Type": "AWS::SNS::Topic"}}, Parameters={"Unused": {"Type": "String"}})
    assert rules(result, Status.FAIL) == {"cfn-lint::W2001"}


def test_family_without_a_match_passes(cfn_lint: Callable[..., EngineResult]) -> None:
    """A pass is given to a family of rules; the family of a rule that matched gets none."""
    clean = rules(cfn_lint({"Topic": {"Type": "AWS::SNS::Topic"}}), Status.PASS)
    assert {"cfn-lint::E1", "cfn-lint::E3", "cfn-lint::W2"} <= clean
    assert clean - rules(cfn_lint({"Bucket": WRONG}), Status.PASS) == {"cfn-lint::E3"}


@pytest.mark.parametrize(
    "where",
    [
        {"resource": {"cfn-lint": {"config": {"ignore_checks": ["E3002"]}}}},
        {"template": {"cfn-lint": {"config": {"ignore_checks": ["E3002", "E"]}}}},
    ],
    ids=["resource", "template"],
)
def test_directive_in_metadata_has_no_effect(cfn_lint: Callable[..., EngineResult], where: dict[str, object]) -> None:
    """A directive to ignore a rule is not obeyed, on the resource or on the template."""
    resource = {**WRONG, "Metadata": where["resource"]} if "resource" in where else WRONG
    sections = {"Metadata": where["template"]} if "template" in where else {}
    assert "cfn-lint::E3002" in rules(cfn_lint({"Bucket": resource}, **sections), Status.FAIL)


def test_transform_that_cannot_be_expanded_is_not_judged(cfn_lint: Callable[..., EngineResult]) -> None:
    """After a failed transform cfn-lint stops: the failure is a finding, no family passes, and the reason is given."""
    loop = ["Name", {"Ref": "AWS::NoValue"}, {"Topic${Name}": {"Type": "AWS::SNS::Topic"}}]
    result = cfn_lint({"Fn::ForEach::Topics": loop}, Transform="AWS::LanguageExtensions")
    assert "cfn-lint::E0001" in rules(result, Status.FAIL)
    assert rules(result, Status.PASS) == set()
    assert result.not_judged == "its transform cannot be expanded"


def test_region_matters(cfn_lint: Callable[..., EngineResult]) -> None:
    """A type that a Region does not have is an error there alone."""
    resources = {"App": {"Type": "AWS::AppRunner::Service", "Properties": {"SourceConfiguration": {}}}}
    here = rules(cfn_lint(resources, region="eu-west-1"), Status.FAIL)
    there = rules(cfn_lint(resources, region="ca-west-1"), Status.FAIL)
    assert there - here == {"cfn-lint::E3006"}


def test_same_findings_as_the_command(tmp_path: Path, cfn_lint: Callable[..., EngineResult]) -> None:
    """The worker, which loads its rules once for all templates, finds what cfn-lint's own command finds."""
    resources = {
        "Bucket": WRONG,
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": ["x"], "AssumeRolePolicyDocument": {"A": 1}}},
        "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "Nothing"}, "CidrBlock": "10.0.0.0/99"}},
        "Function": {"Type": "AWS::Lambda::Function", "Properties": {"Runtime": "python2.7", "Code": {}}},
    }
    template = tmp_path / "template.json"
    template.write_text(json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}))
    program = str(Path(sys.executable).with_name("cfn-lint"))
    command = [program, "--format", "json", "--regions", "eu-west-1", "--", str(template)]
    printed = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path).stdout
    theirs = {(f"cfn-lint::{match['Rule']['Id']}", match["Message"]) for match in json.loads(printed)}
    ours = {(row.rule, row.message) for row in cfn_lint(resources).findings if row.status is Status.FAIL}
    assert len(ours) > 5
    assert ours == theirs
