"""What is kept of AWS's managed Config rules, and that it is read rightly from moto's copy of the documentation."""

from __future__ import annotations

import gzip
import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from landing_zone.catalogue.conformance import FACTS

RULES: dict[str, dict[str, Any]] = {
    "B_RULE": {
        "AWS Region": "All supported AWS regions except Europe (Spain) Region",
        "Parameters": [
            {"Name": "oldest", "Optional": False, "Type": "int"},
            {"Name": "names", "Optional": True, "Type": "CSV"},
            {"Default": "90", "Name": "days", "Optional": False, "Type": "int"},
        ],
        "Resource Types": "AWS::IAM::User",
    },
    "A_RULE": {
        "AWS Region": "Only available in US East (N. Virginia) Region",
        "Resource Types": "AWS::CloudFront::Distribution",
    },
    "C_RULE": {"AWS Region": "All supported AWS regions", "Parameters": [], "Resource Types": None},
}


def test_facts_are_what_a_deployment_needs_to_know(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Required parameters, with a default too: AWS's console alone fills it in. us-east-1's own rules. IAM's rules."""
    source, target = tmp_path / "rules.json.gz", tmp_path / "facts.json"
    with gzip.open(source, "wt", encoding="utf-8") as file:
        json.dump({"ManagedRules": RULES}, file)
    script = runpy.run_path(str(root / "scripts" / "derive_config_rule_facts.py"))
    monkeypatch.setitem(script["main"].__globals__, "FACTS", target)
    assert script["main"](str(source)) == 0
    assert "3 rules" in capsys.readouterr().out
    assert json.loads(target.read_text(encoding="utf-8")) == {
        "A_RULE": {"only_in": "us-east-1"},
        "B_RULE": {"global": True, "required": ["days", "oldest"]},
        "C_RULE": {},
    }


def test_shipped_facts_are_those_of_all_rules() -> None:
    """More than 800 rules, and a rule of each kind as AWS documents it."""
    facts = json.loads(FACTS.read_text(encoding="utf-8"))
    assert len(facts) > 800
    assert list(facts) == sorted(facts)
    assert facts["REQUIRED_TAGS"] == {"required": ["tag1Key"]}
    assert facts["CLOUDFRONT_VIEWER_POLICY_HTTPS"] == {"only_in": "us-east-1"}
    assert facts["IAM_NO_INLINE_POLICY_CHECK"] == {"global": True}
    assert facts["S3_BUCKET_ACL_PROHIBITED"] == {}
