"""The rules of the pinned cdk-nag, frozen."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from landing_zone.engines.cdk_nag.engine import PACKS
from landing_zone.engines.engine import EngineResult


def frozen(root: Path) -> dict[str, dict[str, dict[str, list[str]]]]:
    """Read the frozen list."""
    loaded: dict[str, dict[str, dict[str, list[str]]]] = json.loads(
        (root / "policies" / "checks" / "cdk_nag_applicability.json").read_text()
    )
    return loaded


def test_list_is_what_the_packages_hold(root: Path) -> None:
    """Derived again from the installed packages, the list is the same byte for byte."""
    script = root / "scripts" / "derive_nag_applicability.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_count_of_rules(root: Path) -> None:
    """No pack and no rule vanishes unnoticed."""
    assert {pack: len(rules) for pack, rules in frozen(root).items()} == {
        "AwsSolutions": 131,
        "HIPAA.Security": 90,
        "NIST.800.53.R4": 70,
        "NIST.800.53.R5": 85,
        "PCI.DSS.321": 69,
        "Serverless": 18,
    }
    assert tuple(frozen(root)) == PACKS


def test_findings_are_within_the_list(root: Path, nag: Callable[..., EngineResult]) -> None:
    """A rule has findings for the types that its code names, and for no other."""
    resources: dict[str, Any] = {
        "Bucket": {"Type": "AWS::S3::Bucket"},
        "Topic": {"Type": "AWS::SNS::Topic"},
        "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {}}},
        "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
        "Logs": {"Type": "AWS::Logs::LogGroup"},
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}},
    }
    rules = frozen(root)
    findings = nag(resources).findings
    outside = [
        row
        for row in findings
        if resources[row.logical_id]["Type"] not in rules[(pack := row.rule.partition("::"))[0]][pack[2]]["types"]
    ]
    assert findings
    assert outside == []
