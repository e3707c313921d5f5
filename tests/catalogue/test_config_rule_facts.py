"""The facts of AWS's managed Config rules, read from moto's copy of the documentation, and refused parameters."""

from __future__ import annotations

import gzip
import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from landing_zone.catalogue.config_rule import FACTS, MAX_PARAMETERS, ConfigRule, config_rule

RULES: dict[str, dict[str, Any]] = {
    "B_RULE": {
        "AWS Region": "All supported AWS regions except Europe (Spain), China (Beijing) Region",
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


def test_facts_are_those_that_a_deployment_needs(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Parameters with their types; the required ones, also with a default: only AWS's console fills it in. Regions."""
    source, target = tmp_path / "rules.json.gz", tmp_path / "facts.json"
    with gzip.open(source, "wt", encoding="utf-8") as file:
        json.dump({"ManagedRules": RULES}, file)
    script = runpy.run_path(str(root / "scripts" / "derive_config_rule_facts.py"))
    monkeypatch.setitem(script["main"].__globals__, "FACTS", target)
    assert script["main"](str(source)) == 0
    assert "3 rules" in capsys.readouterr().out
    assert json.loads(target.read_text(encoding="utf-8")) == {
        "A_RULE": {"only_in": ["us-east-1"]},
        "B_RULE": {
            "global": True,
            "not_in": ["cn-north-1", "eu-south-2"],
            "parameters": {"days": "int", "names": "CSV", "oldest": "int"},
            "required": ["days", "oldest"],
        },
        "C_RULE": {},
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("All supported AWS regions except Europe (Atlantis) Region", "no Region has the name 'Europe \\(Atlantis\\)'"),
        ("Everywhere but in Spain", "cannot read the Regions"),
    ],
)
def test_an_unreadable_text_on_the_regions_stops_the_script(root: Path, text: str, message: str) -> None:
    """A Region that cannot be parsed is not assumed to have the rule."""
    script = runpy.run_path(str(root / "scripts" / "derive_config_rule_facts.py"))
    with pytest.raises(ValueError, match=message):
        script["facts_of"]({"AWS Region": text})


def test_shipped_facts_are_those_of_the_pinned_package(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are not edited by hand, and follow the package: the script writes the same file again."""
    target = tmp_path / "facts.json"
    script = runpy.run_path(str(root / "scripts" / "derive_config_rule_facts.py"))
    monkeypatch.setitem(script["main"].__globals__, "FACTS", target)
    assert script["main"]() == 0
    assert target.read_text(encoding="utf-8") == FACTS.read_text(encoding="utf-8")


def test_shipped_facts_are_those_of_all_rules() -> None:
    """More than 800 rules, and a rule of each kind as AWS documents it."""
    facts = json.loads(FACTS.read_text(encoding="utf-8"))
    assert len(facts) > 800
    assert list(facts) == sorted(facts)
    assert facts["REQUIRED_TAGS"]["required"] == ["tag1Key"]
    assert facts["CLOUDFRONT_VIEWER_POLICY_HTTPS"] == {"only_in": ["us-east-1"]}
    assert facts["IAM_NO_INLINE_POLICY_CHECK"]["global"] is True
    assert facts["CLOUD_TRAIL_ENCRYPTION_ENABLED"] == {}
    assert config_rule("CMK_ROTATION") is None


RULE = ConfigRule(parameters={"days": "int", "share": "double", "strict": "boolean", "ports": "CSV"})


@pytest.mark.parametrize(
    "parameters", [{}, {"days": 3, "share": "0.5", "strict": True, "ports": "443"}, {"days": "3", "strict": "false"}]
)
def test_parameters_that_aws_accepts_are_accepted(parameters: dict[str, str | int | bool]) -> None:
    """As values of YAML, or as text."""
    assert RULE.mistake(parameters) is None


@pytest.mark.parametrize(
    ("parameters", "named", "what", "allowed"),
    [
        ({"day": 3}, "day", "has no parameter day", "days, share, strict, ports"),
        ({"days": "three"}, "days", "cannot take 'three' as days", "a whole number"),
        ({"days": True}, "days", "cannot take 'true' as days", "a whole number"),
        ({"share": "half"}, "share", "cannot take 'half' as share", "a number"),
        ({"strict": "yes"}, "strict", "cannot take 'yes' as strict", "true or false"),
        ({"ports": " "}, "ports", "cannot take an empty ports", "a value, or no such parameter"),
        ({"days": 3, "ports": "1" * MAX_PARAMETERS}, "ports", "characters of parameters", "at most 1024"),
    ],
)
def test_parameters_that_aws_refuses_are_named(
    parameters: dict[str, str | int | bool], named: str, what: str, allowed: str
) -> None:
    """An unknown name, a value of another type, none at all, and more text than AWS accepts."""
    mistake = RULE.mistake(parameters)
    assert mistake is not None
    assert mistake[0] == named
    assert what in mistake[1]
    assert mistake[2] == allowed


def test_a_rule_without_parameters_takes_none() -> None:
    """And the error says so."""
    assert ConfigRule({}).mistake({"days": 3}) == ("days", "has no parameter days", "none: it takes no parameters")
