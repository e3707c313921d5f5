"""checkov runs every check, records passes, and nothing silences or loses one."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.engines.broken import BrokenEngineError
from landing_zone.engines.checkov import engine
from landing_zone.engines.checkov.engine import Checkov
from landing_zone.engines.engine import EngineResult
from landing_zone.engines.session import CHECKS_FOLDER
from landing_zone.engines.worker_pool import Job, WorkerPool
from landing_zone.findings.finding import Status

VERSIONED = {"Type": "AWS::S3::Bucket", "Properties": {"VersioningConfiguration": {"Status": "Enabled"}}}
GUARDED = """
from checkov.cloudformation.checks.resource.base_resource_check import BaseResourceCheck
from checkov.common.models.enums import CheckCategories

class Own(BaseResourceCheck):
    def __init__(self):
        topics = ["AWS::SNS::Topic"]
        super().__init__(name="n", id="{id}", categories=[CheckCategories.LOGGING], supported_resources=topics)

    def scan_resource_conf(self, conf):
        raise RuntimeError("own check broke")

check = Own()
"""
GRAPH = """
metadata: {id: LZ_RAISES, name: A topic is not a range of addresses, category: NETWORKING}
definition:
  cond_type: attribute
  resource_types: ["AWS::SNS::Topic"]
  attribute: TopicName
  operator: cidr_range_subset
  value: 10.0.0.0/8
"""
"""Checkov reads the name as a range of addresses, and raises ``ValueError``."""
TOPIC = '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "alerts"}}}}'


def statuses(result: EngineResult, rule: str) -> set[Status]:
    """Return the statuses of a rule."""
    return {row.status for row in result.findings if row.rule == rule}


@pytest.mark.parametrize("name", [{"Fn::Sub": 3}, {"Fn::Join": True}, {"Fn::Select": 3}])
def test_a_template_that_checkov_stumbles_over_is_not_judged(
    checkov: Callable[..., EngineResult], name: dict[str, object]
) -> None:
    """That is said of the one template, and the engine judges the next; nothing passes."""
    result = checkov({"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": name}}})
    assert result.not_judged.startswith("checkov cannot read it: TypeError")
    assert result.findings == ()
    assert checkov({"Bucket": VERSIONED}).findings


def test_pass_and_failure_are_recorded(checkov: Callable[..., EngineResult]) -> None:
    """A check that holds is a pass, one that does not is a failure with its name as message."""
    result = checkov({"Bucket": VERSIONED})
    assert statuses(result, "checkov::CKV_AWS_21") == {Status.PASS}
    failed = [row for row in result.findings if row.rule == "checkov::CKV_AWS_18"]
    assert [(row.logical_id, row.status) for row in failed] == [("Bucket", Status.FAIL)]
    assert "logging" in failed[0].message


def test_skip_in_metadata_has_no_effect(checkov: Callable[..., EngineResult]) -> None:
    """Neither a resource check nor a graph check is skipped by metadata."""
    skip = {"checkov": {"skip": [{"id": "CKV_AWS_18"}, {"id": "LZ_VPC_FLOW_LOG"}]}}
    vpc = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}, "Metadata": skip}
    result = checkov({"Bucket": {**VERSIONED, "Metadata": skip}, "Vpc": vpc})
    assert statuses(result, "checkov::CKV_AWS_18") == {Status.FAIL}
    assert statuses(result, "checkov::LZ_VPC_FLOW_LOG") == {Status.FAIL}


def test_template_without_resources_has_no_findings(checkov: Callable[..., EngineResult]) -> None:
    """A template without resources, which only a person writes, does not break the engine."""
    assert checkov({}, Parameters={"Size": {"Type": "String"}}) == EngineResult((), "")


def test_template_that_checkov_cannot_parse_is_not_judged(checkov: Callable[..., EngineResult]) -> None:
    """Checkov refuses properties that are not a mapping: nothing passes, and the reason is given."""
    result = checkov({"Bucket": {"Type": "AWS::S3::Bucket", "Properties": ["x"]}})
    assert result.findings == ()
    assert result.not_judged


@pytest.mark.parametrize(
    ("file", "content", "place"),
    [("raises.py", GUARDED.format(id="LZ_RAISES"), "Topic"), ("raises.yaml", GRAPH, "")],
    ids=["of a resource", "of the graph"],
)
def test_check_that_raises_is_undetermined(tmp_path: Path, file: str, content: str, place: str) -> None:
    """Checkov itself drops a check that raises; here it is undetermined, and the other checks still run."""
    (tmp_path / file).write_text(content)
    pool = WorkerPool(Checkov(tmp_path))
    try:
        result = pool.judge([Job(0, TOPIC, "", "t")])[0]
    finally:
        pool.close()
    found = [row for row in result.findings if row.rule == "checkov::LZ_RAISES"]
    assert [(row.logical_id, row.status) for row in found] == [(place, Status.UNDETERMINED)]
    assert "the check raised" in found[0].message
    assert statuses(result, "checkov::CKV_AWS_26") == {Status.FAIL}


@pytest.mark.parametrize(
    ("file", "content", "reason"),
    [
        ("half.yaml", "metadata: {id: LZ_HALF}\n", "1 YAML checks, but checkov could load 0"),
        ("again.py", GUARDED.format(id="CKV_AWS_18"), "one check a file, with a new id"),
        ("syntax.py", "def", "SyntaxError"),
    ],
)
def test_own_check_that_does_not_load_breaks_the_engine(tmp_path: Path, file: str, content: str, reason: str) -> None:
    """Checkov skips a check that it cannot load; here that stops everything, since a rule would be missing."""
    (tmp_path / file).write_text(content)
    pool = WorkerPool(Checkov(tmp_path))
    try:
        with pytest.raises(BrokenEngineError) as caught:
            pool.judge([Job(0, TOPIC, "", "t")])
    finally:
        pool.close()
    assert reason in caught.value.render()


def test_fingerprint_follows_own_checks(tmp_path: Path) -> None:
    """A changed check makes cached results invalid."""
    before = Checkov(tmp_path).fingerprint
    (tmp_path / "one.yaml").write_text("a: 1\n")
    assert Checkov(tmp_path).fingerprint != before


@pytest.mark.parametrize("module", ["iam/tls.py", "iam/document.py", "intrinsics/values.py", "__init__.py"])
def test_fingerprint_follows_what_own_checks_import(
    module: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed reader of policies makes kept answers void."""
    copy = shutil.copytree(root / "src" / "landing_zone" / "cloudformation", tmp_path / "cloudformation")
    before = Checkov(tmp_path).fingerprint
    monkeypatch.setattr(engine, "_READERS", copy)
    assert Checkov(tmp_path).fingerprint == before
    with (copy / module).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert Checkov(tmp_path).fingerprint != before


def test_own_checks_import_what_the_fingerprint_covers(root: Path) -> None:
    """Of this package they import what reads CloudFormation, and nothing else."""
    for file in (root / "policies" / CHECKS_FOLDER).glob("*.py"):
        imported = [
            node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        names = {getattr(node, "module", None) or alias.name for node in imported for alias in node.names}
        ours = {name for name in names if name.partition(".")[0] == "landing_zone"}
        assert {name for name in ours if not name.startswith("landing_zone.cloudformation.")} == set(), file.name


def test_same_findings_as_the_command(tmp_path: Path, checkov: Callable[..., EngineResult]) -> None:
    """Our loop over checkov's checks finds what checkov's own command finds, passes included."""
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    resources = {
        "Bucket": VERSIONED,
        "Topic": {"Type": "AWS::SNS::Topic"},
        "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {}, "EnableKeyRotation": True}},
        "Policy": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {"PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}},
        },
        "Api": {"Type": "AWS::AppSync::GraphQLApi", "Properties": {"Name": "n", "AuthenticationType": "API_KEY"}},
    }
    template = tmp_path / "template.json"
    template.write_text(json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}))
    arguments = ["--framework", "cloudformation", "--skip-download", "--output", "json", "--file", str(template)]
    command = [sys.executable, "-m", "checkov.main", *arguments]
    printed = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path).stdout
    results = json.loads(printed)["results"]
    theirs = {
        (f"checkov::{check['check_id']}", check["resource"].partition(".")[2], status)
        for kind, status in (("passed_checks", Status.PASS), ("failed_checks", Status.FAIL))
        for check in results[kind]
    }
    own = "checkov::LZ_"
    ours = {(f.rule, f.logical_id, f.status) for f in checkov(resources).findings if not f.rule.startswith(own)}
    assert len(ours) > 15
    assert ours == theirs
