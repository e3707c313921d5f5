"""One judgement joins what engines, bypass checks and assertions say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from landing_zone.cloudformation.model import Assembly, Template
from landing_zone.engines.cdk_nag.engine import Nag
from landing_zone.engines.session import Engines
from landing_zone.files.policies_folder import PolicySources
from landing_zone.findings.finding import Status
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
