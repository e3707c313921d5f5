"""Loose templates in a folder are judged one by one: no assertion sees, or waits for, what another declares."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assertions.evaluate import Evaluation
from landing_zone.cloudformation.assembly.load import load_assembly

Judge = Callable[..., Evaluation]

BUCKET = "Resources:\n  Data: {Type: AWS::S3::Bucket, Properties: {BucketName: example-data}}\n"
UNKNOWN = """
Parameters: {Name: {Type: String}}
Resources:
  Data: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Name}}
  Policy: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref Name, PolicyDocument: {}}}
"""
EXPORTS = """
Resources:
  Data: {Type: AWS::S3::Bucket, Properties: {BucketName: example-data}}
Outputs: {Name: {Value: !Ref Data, Export: {Name: data}}}
"""
IMPORTS = """
Resources:
  Policy: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !ImportValue data, PolicyDocument: {}}}
"""
NAMES = "Resources:\n  Policy: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: example-data, PolicyDocument: {}}}\n"

HAS_A_POLICY = {
    "each": {"type": ["AWS::S3::Bucket"]},
    "related": {"type": ["AWS::S3::BucketPolicy"], "by": "Bucket"},
}
ITS_OWN_NAME = {"unique": {"type": ["AWS::S3::Bucket"]}, "by": "BucketName"}
NO_POLICY = {"none": {"type": ["AWS::S3::BucketPolicy"]}}


@pytest.mark.parametrize(
    ("assertion", "first", "second", "status"),
    [
        (ITS_OWN_NAME, BUCKET, BUCKET, "pass"),
        (ITS_OWN_NAME, BUCKET, UNKNOWN, "pass"),
        (HAS_A_POLICY, BUCKET, NAMES, "fail"),
        (HAS_A_POLICY, BUCKET, UNKNOWN, "fail"),
        (HAS_A_POLICY, EXPORTS, IMPORTS, "fail"),
    ],
)
def test_a_neighbour_changes_nothing(
    tmp_path: Path, judge: Judge, assertion: dict[str, Any], first: str, second: str, status: str
) -> None:
    """The bucket gets the finding that it has alone, whatever is beside its template."""
    (tmp_path / "a.yaml").write_text(first)
    alone = judge(load_assembly(tmp_path / "a.yaml"), **assertion).findings
    (tmp_path / "b.yaml").write_text(second)
    both = judge(load_assembly(tmp_path), **assertion).findings
    assert {str(f.status.value) for f in alone} == {status}
    assert [f for f in both if f.stack == "a.yaml"] == list(alone)


@pytest.mark.parametrize("body", [NAMES, IMPORTS])
def test_a_template_and_that_of_its_stack_set_are_judged_alone(tmp_path: Path, judge: Judge, body: str) -> None:
    """What the StackSet deploys elsewhere does not count for the bucket, in a file as in a folder."""
    deploys = (
        f"  Elsewhere: {{Type: AWS::CloudFormation::StackSet, Properties: {{TemplateBody: {json.dumps(body)}}}}}\n"
    )
    (tmp_path / "a.yaml").write_text(EXPORTS.replace("Outputs:", f"{deploys}Outputs:"))
    for path in (tmp_path / "a.yaml", tmp_path):
        findings = judge(load_assembly(path), **HAS_A_POLICY).findings
        assert [(f.stack, f.logical_id, str(f.status.value)) for f in findings] == [("a.yaml", "Data", "fail")]


def test_that_there_is_no_such_resource_is_said_once(tmp_path: Path, judge: Judge) -> None:
    """Also where some templates have one."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(BUCKET)
    (tmp_path / "c.yaml").write_text(NAMES)
    findings = judge(load_assembly(tmp_path), **NO_POLICY).findings
    assert [(f.stack, str(f.status.value), f.searched) for f in findings] == [
        ("", "pass", ("a.yaml", "b.yaml")),
        ("c.yaml", "fail", ()),
    ]
