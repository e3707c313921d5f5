"""Every rule that a control names is one that the pinned engine, or AWS Config, really has."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.catalogue.load import load_catalogue
from landing_zone.gates.ways_round import WAYS_ROUND
from tests.catalogue import engine_rules

LISTS: dict[str, Callable[[], frozenset[str]]] = {
    **dict.fromkeys(engine_rules.PACKS.values(), engine_rules.cdk_nag_rules),
    "checkov": engine_rules.checkov_rules,
    "cfn-lint": engine_rules.cfn_lint_rules,
}
SECURITY_HUB = re.compile(r"[A-Z][A-Za-z0-9]+\.[1-9][0-9]*")


@pytest.mark.parametrize("engine", sorted(LISTS))
def test_rules_of_the_engine(engine: str, root: Path) -> None:
    """No control names a rule that the installed engine does not have."""
    named = {r for c in load_catalogue(root / "policies").controls.values() for r in c.rules}
    unknown = {r for r in named if r.startswith(f"{engine}::")} - LISTS[engine]()
    assert unknown == set(), f"{engine} has no such rule; correct the id in policies/controls/"


def test_config_rules(root: Path) -> None:
    """No control names an AWS Config rule that the CDK does not know by this identifier."""
    named = {r for c in load_catalogue(root / "policies").controls.values() for r in c.config_rules}
    assert named - engine_rules.config_rule_identifiers() == set()


def test_security_hub_controls(root: Path) -> None:
    """Security Hub controls are written as AWS writes them; none of AWS's own list is installed to compare with."""
    named = {r for c in load_catalogue(root / "policies").controls.values() for r in c.security_hub}
    assert [r for r in sorted(named) if not SECURITY_HUB.fullmatch(r)] == []


@pytest.mark.parametrize(
    ("rules", "one", "least"),
    [
        (engine_rules.cdk_nag_rules, "AwsSolutions::AwsSolutions-KMS5", 460),
        (engine_rules.cdk_nag_rules, "PCI.DSS.321::PCI.DSS.321-KMSBackingKeyRotationEnabled", 460),
        (engine_rules.checkov_rules, "checkov::CKV_AWS_7", 130),
        (engine_rules.cfn_lint_rules, "cfn-lint::E3012", 150),
        (engine_rules.config_rule_identifiers, "CMK_BACKING_KEY_ROTATION_ENABLED", 280),
    ],
)
def test_lists_are_really_read(rules: Callable[[], frozenset[str]], one: str, least: int) -> None:
    """The lists compared with are those of whole packages, so that a change of their form cannot empty them."""
    assert one in rules()
    assert len(rules()) >= least


def test_gate_rules(root: Path) -> None:
    """The ways round that a control names are those that the gate looks for, and all of them."""
    named = {r for c in load_catalogue(root / "policies").controls.values() for r in c.rules if r.startswith("gate::")}
    assert named == {way.rule for way in WAYS_ROUND}


def test_every_check_of_our_own_belongs_to_a_control(root: Path) -> None:
    """A check that we wrote stops nobody without saying which control and requirements it is for."""
    ours = {f"checkov::LZ_{file.stem.upper()}" for file in (root / "policies/checks/checkov").glob("[!_]*.*")}
    named = {r for c in load_catalogue(root / "policies").controls.values() for r in c.rules}
    assert ours
    assert ours - named == set()
