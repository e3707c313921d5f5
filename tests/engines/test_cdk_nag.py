"""cdk-nag judges the final template, and a pass is a rule's own result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.engines.broken import BrokenEngineError
from landing_zone.engines.cdk_nag.engine import PACKS, Nag
from landing_zone.engines.cdk_nag.node_packages import ARCHIVES, archive, unpack
from landing_zone.engines.engine import EngineResult
from landing_zone.findings.finding import Status

BUCKET = {"Type": "AWS::S3::Bucket", "Properties": {}}


def statuses(result: EngineResult, rule: str, logical_id: str) -> set[Status]:
    """Return the statuses of a rule for a resource."""
    return {row.status for row in result.findings if row.rule == rule and row.logical_id == logical_id}


def test_raw_resource_is_judged(nag: Callable[..., EngineResult]) -> None:
    """A resource that code wrote as a raw CfnResource is judged like any other, since the template is what counts."""
    assert statuses(nag({"Raw": BUCKET}), "AwsSolutions::AwsSolutions-S1", "Raw") == {Status.FAIL}


def test_every_pack_has_findings(nag: Callable[..., EngineResult]) -> None:
    """One public function gives findings of all six packs."""
    result = nag({"Raw": BUCKET, "Fn": {"Type": "AWS::Lambda::Function", "Properties": {"Role": "r", "Code": {}}}})
    assert {row.rule.partition("::")[0] for row in result.findings} == set(PACKS)


def test_pass_is_recorded(nag: Callable[..., EngineResult]) -> None:
    """A rule that holds yields a pass, and the same rule on a resource of another type yields nothing."""
    logged = {"Type": "AWS::S3::Bucket", "Properties": {"LoggingConfiguration": {"DestinationBucketName": "logs"}}}
    result = nag({"Silent": BUCKET, "Logged": logged})
    rule = "AwsSolutions::AwsSolutions-S1"
    assert statuses(result, rule, "Silent") == {Status.FAIL}
    assert statuses(result, rule, "Logged") == {Status.PASS}
    assert statuses(nag({"Topic": {"Type": "AWS::SNS::Topic"}}), rule, "Topic") == set()


def test_rule_that_throws_is_an_error(nag: Callable[..., EngineResult]) -> None:
    """A rule without a result, because a value is known at deployment alone, is undetermined and never a pass."""
    group = {
        "Type": "AWS::EC2::SecurityGroup",
        "Properties": {
            "GroupDescription": "d",
            "SecurityGroupIngress": [
                {"IpProtocol": "tcp", "FromPort": {"Ref": "Port"}, "ToPort": 22, "CidrIp": {"Ref": "Range"}}
            ],
        },
    }
    parameters = {"Port": {"Type": "Number"}, "Range": {"Type": "String"}}
    result = nag({"Group": group}, Parameters=parameters)
    assert statuses(result, "AwsSolutions::AwsSolutions-EC23", "Group") == {Status.UNDETERMINED}


def test_detail_distinguishes_findings_of_one_rule(nag: Callable[..., EngineResult]) -> None:
    """The text that cdk-nag puts in brackets after a rule's id is the finding's detail."""
    statement = {"Effect": "Allow", "Action": ["s3:*"], "Resource": "*"}
    policy = {
        "Type": "AWS::IAM::ManagedPolicy",
        "Properties": {"PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}},
    }
    rule = "AwsSolutions::AwsSolutions-IAM5"
    found = {(row.detail, row.status) for row in nag({"Policy": policy}).findings if row.rule == rule}
    assert found == {("Action::s3:*", Status.FAIL), ("Resource::*", Status.FAIL)}


def test_suppression_in_metadata_has_no_effect(nag: Callable[..., EngineResult]) -> None:
    """The ``cdk_nag`` metadata of version 2 silences nothing."""
    metadata = {"cdk_nag": {"rules_to_suppress": [{"id": "AwsSolutions-S1", "reason": "none"}]}}
    result = nag({"Raw": {**BUCKET, "Metadata": metadata}})
    assert statuses(result, "AwsSolutions::AwsSolutions-S1", "Raw") == {Status.FAIL}


def test_template_that_the_cdk_cannot_read_is_not_judged(nag: Callable[..., EngineResult]) -> None:
    """A template with a function that is unknown to the CDK is named as not judged; nothing of it passes."""
    result = nag({"Raw": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Fn::Nonsense": "x"}}}})
    assert result.findings == ()
    assert "Fn::Nonsense" in result.not_judged


def test_missing_node_is_broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without Node the engine is broken, and the error says how to get it."""
    monkeypatch.setenv("JSII_NODE", str(tmp_path / "node"))
    with pytest.raises(BrokenEngineError, match="cdk-nag broke") as caught:
        Nag().command()
    assert "make setup" in caught.value.fix


def test_missing_package_is_broken() -> None:
    """A Python package that is not there is named."""
    with pytest.raises(BrokenEngineError, match="'no_such_package' is not installed"):
        archive("no_such_package")


def test_packages_that_cannot_be_unpacked_are_broken(tmp_path: Path) -> None:
    """A cache folder that is a file breaks the engine with a fix, not with a traceback."""
    (tmp_path / "landing-zone").write_text("in the way")
    with pytest.raises(BrokenEngineError, match="cannot be unpacked") as caught:
        unpack({"XDG_CACHE_HOME": str(tmp_path)})
    assert "XDG_CACHE_HOME" in caught.value.fix


def test_packages_are_unpacked_whole(tmp_path: Path) -> None:
    """All packages are in one folder, with nothing half-made beside it."""
    folder = unpack({"XDG_CACHE_HOME": str(tmp_path)})
    assert [name for name in ARCHIVES if not (folder / "node_modules" / name / "package.json").is_file()] == []
    assert [entry.name for entry in folder.parent.iterdir()] == [folder.name]
    assert unpack({"XDG_CACHE_HOME": str(tmp_path)}) == folder


def test_without_a_home_the_project_has_the_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user of a container may have no home that takes files."""
    monkeypatch.setenv("HOME", str(tmp_path / "none"))
    monkeypatch.chdir(tmp_path)
    assert unpack({}).is_relative_to(tmp_path / ".lz-cache")
