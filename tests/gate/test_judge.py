"""One judgement joins what engines, bypass checks and assertions say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assessment.model import ControlStatus
from landing_zone.assessment.verdict import verdict_of
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.model import Assembly, Template
from landing_zone.engines.cdk_nag.engine import Nag
from landing_zone.engines.checkov.engine import Checkov
from landing_zone.engines.session import CHECKS_FOLDER, Engines
from landing_zone.files.policies_folder import PolicySources
from landing_zone.findings.finding import NOT_JUDGED, Status
from landing_zone.gate.judge import judge_assembly, load_policies


def test_a_bypass_is_a_failing_finding_and_changes_no_answer_of_an_engine(
    root: Path, make_template: Callable[..., Template], make_assembly: Callable[..., Assembly]
) -> None:
    """A suppression in metadata silences no engine, and is a finding itself, beside those of the assertions."""
    skip = {"cdk_nag": {"rules_to_suppress": [{"id": "AwsSolutions-S1"}]}}
    assembly = make_assembly(make_template({"Bucket": {"Type": "AWS::S3::Bucket", "Metadata": skip}}))
    with Engines(root, engines=[Nag()]) as engines:
        findings = judge_assembly(assembly, load_policies(PolicySources(root / "policies")), engines).findings
    failed = {finding.rule for finding in findings if finding.status is Status.FAIL}
    assert {"gate::cdk-nag-metadata", "AwsSolutions::AwsSolutions-S1"} <= failed
    assert any(rule.startswith("assertion::") for rule in failed)


def test_what_a_stack_set_deploys_is_judged_by_engines_and_assertions(root: Path, tmp_path: Path) -> None:
    """An administrator in every account fails in the body; the text that it is written in is not a bypass."""
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [allow]}
    policy = {"PolicyName": "p", "Roles": ["r"], "PolicyDocument": document}
    body = {"Resources": {"U": {"Type": "AWS::IAM::Policy", "Properties": policy}}}
    properties = {"StackSetName": "s", "PermissionModel": "SELF_MANAGED", "TemplateBody": json.dumps(body)}
    template = {"Resources": {"S": {"Type": "AWS::CloudFormation::StackSet", "Properties": properties}}}
    (tmp_path / "t.json").write_text(json.dumps(template))
    with Engines(root, engines=[Nag()]) as engines:
        assembly = load_assembly(tmp_path / "t.json")
        judged = judge_assembly(assembly, load_policies(PolicySources(root / "policies")), engines, app=True)
    failed = {
        (finding.rule, finding.stack, finding.logical_id)
        for finding in judged.findings
        if finding.status is Status.FAIL
    }
    for rule in ("AwsSolutions::AwsSolutions-IAM5", "assertion::iam-no-admin-policies.no-allow-all"):
        assert (rule, "t.json/S", "U") in failed
    assert {stack for _, stack, _ in failed} == {"t.json/S"}
    assert not any(finding.rule == NOT_JUDGED for finding in judged.findings)


@pytest.mark.parametrize(
    ("condition", "rule", "held"),
    [
        ({"StringEquals": {"kms:CallerAccount": "111111111111"}}, Status.OVERRULED, True),
        ({"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}, Status.FAIL, False),
        ({}, Status.FAIL, False),
    ],
    ids=["the account", "anybody by a service", "anybody"],
)
def test_a_precise_assertion_decides_over_a_crude_rule(
    root: Path,
    make_template: Callable[..., Template],
    make_assembly: Callable[..., Assembly],
    condition: dict[str, Any],
    rule: Status,
    held: bool,
) -> None:
    """Checkov reads the principal of a key policy alone, and the assertion its condition too."""
    statement = {"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*", "Condition": condition}
    key = {"Type": "AWS::KMS::Key", "Properties": {"EnableKeyRotation": True, "KeyPolicy": {"Statement": [statement]}}}
    assembly = make_assembly(make_template({"Key": key}))
    policies = PolicySources(root / "policies")
    with Engines(root, engines=[Checkov(root / "policies" / CHECKS_FOLDER)]) as engines:
        judgement = judge_assembly(assembly, load_policies(policies), engines)
    (found,) = [finding for finding in judgement.findings if finding.rule == "checkov::CKV_AWS_33"]
    assert found.status is rule
    assert found.decided_by == ("assertion::kms-key-policy.no-open-principal" if held else "")
    (control,) = [control for control in judgement.assessment.controls if control.id == "kms-key-policy"]
    assert (control.status is ControlStatus.HELD) is held
    assert judgement.assessment.verdict.overruled == held
    assert judgement.assessment.verdict == verdict_of(judgement.assessment.checks)
