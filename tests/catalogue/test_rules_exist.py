"""Every rule that a control names exists in the pinned engine, or in AWS Config."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.catalogue.load import load_catalogue
from landing_zone.gate.bypass_checks import BYPASS_CHECKS
from landing_zone.gate.closed_world import UNKNOWN
from tests.catalogue import engine_rules

LISTS: dict[str, Callable[[], frozenset[str]]] = {
    **dict.fromkeys(engine_rules.PACKS.values(), engine_rules.cdk_nag_rules),
    "checkov": engine_rules.checkov_rules,
    "cfn-lint": engine_rules.cfn_lint_rules,
}
SECURITY_HUB = re.compile(r"[A-Z][A-Za-z0-9]+\.[1-9][0-9]*")


def _named_by(root: Path, field: str) -> dict[str, list[str]]:
    """Every id that controls name in a field, and those controls, so that a failure names the file to open."""
    found: dict[str, list[str]] = {}
    for control in load_catalogue(root / "policies").controls.values():
        for id_ in getattr(control, field):
            found.setdefault(id_, []).append(f"policies/controls/{control.id}.yaml")
    return found


@pytest.mark.parametrize("engine", sorted(LISTS))
def test_rules_of_the_engine(engine: str, root: Path) -> None:
    """No control names a rule that the installed engine does not have."""
    rules = {rule: files for rule, files in _named_by(root, "rules").items() if rule.startswith(f"{engine}::")}
    unknown = {rule: files for rule, files in rules.items() if rule not in LISTS[engine]()}
    assert unknown == {}, f"the installed {engine} has no such rule; correct the id in the file beside it: {unknown}"


def test_config_rules(root: Path) -> None:
    """No control names an AWS Config rule that the CDK does not know by this identifier."""
    known = engine_rules.config_rule_identifiers()
    unknown = {rule: files for rule, files in _named_by(root, "config_rules").items() if rule not in known}
    assert unknown == {}, f"AWS Config has no such rule; correct the id in the file beside it: {unknown}"


def test_security_hub_controls(root: Path) -> None:
    """Security Hub controls are written as AWS writes them.

    AWS's list is not available offline, so a new id is looked up by hand: frozen/services.txt shows it.
    """
    malformed = {i: files for i, files in _named_by(root, "security_hub").items() if not SECURITY_HUB.fullmatch(i)}
    assert malformed == {}, f"not written like KMS.4; correct the id in the file beside it: {malformed}"


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
    """The lists are those of whole packages, so that a change of their format cannot empty them."""
    assert one in rules()
    assert len(rules()) >= least


def test_gate_rules(root: Path) -> None:
    """The bypass checks that a control names are exactly those of the gate."""
    named = {r for c in load_catalogue(root / "policies").controls.values() for r in c.rules if r.startswith("gate::")}
    assert named == {way.rule for way in (*BYPASS_CHECKS, UNKNOWN)}


def test_every_own_check_belongs_to_a_control(root: Path) -> None:
    """Each check that we wrote names its control, and so its requirements."""
    ours = {f"checkov::LZ_{file.stem.upper()}" for file in (root / "policies/checks/checkov").glob("[!_]*.*")}
    named = {r for c in load_catalogue(root / "policies").controls.values() for r in c.rules}
    assert ours
    assert ours - named == set()
