"""The table of managed Config rules: its validation, and the rules of a Region."""

from __future__ import annotations

from pathlib import Path

import pytest
from aws_cdk.aws_config import ManagedRuleIdentifiers

from landing_zone.catalogue.managed_rules import (
    MANAGED_CONFIG_RULES,
    MAX_DESCRIPTION,
    load_managed_rules,
    load_pack_settings,
    rules_in,
)
from landing_zone.errors import UserError
from landing_zone.yaml.yaml_file import read_yaml

SHIPPED = Path(__file__).resolve().parents[2] / "policies" / MANAGED_CONFIG_RULES

ROW = """
  CMK_BACKING_KEY_ROTATION_ENABLED:
    says: Customer-managed keys rotate.
    pci_dss: ["3.7.4"]
"""

PASSWORDS = "\n  IAM_PASSWORD_POLICY:\n    says: Passwords are long.\n    pci_dss: ['8.3.6']\n"
KEYS = "\n  ACCESS_KEYS_ROTATED:\n    says: Keys are young.\n    pci_dss: ['8.3.9']\n"


def table(tmp_path: Path, text: str) -> Path:
    """A table with the given rows."""
    path = tmp_path / "rules.yaml"
    path.write_text(f"rules:{text}", encoding="utf-8")
    return path


def test_shipped_table_has_enough_rules_that_aws_knows() -> None:
    """The table has at least 25 rules, and CDK's list of AWS's identifiers has each of them."""
    shipped = load_managed_rules(SHIPPED)
    known = {getattr(ManagedRuleIdentifiers, name) for name in dir(ManagedRuleIdentifiers) if name.isupper()}
    assert len(shipped) >= 25
    assert set(shipped) <= known


@pytest.mark.parametrize("framework", ["pci-dss-4.0.1", "gdpr"])
def test_shipped_table_cites_requirements_that_exist(root: Path, framework: str) -> None:
    """Each requirement id is in the catalogue's framework."""
    data = read_yaml(root / "policies" / "frameworks" / f"{framework}.yaml").data
    known = {str(row["id"]) for row in data["requirements"]}
    cited = {
        requirement
        for rule in load_managed_rules(SHIPPED).values()
        for requirement in (rule.gdpr if framework == "gdpr" else rule.pci_dss)
    }
    assert cited
    assert cited <= known


def test_rule_given_twice_is_refused(tmp_path: Path) -> None:
    """The second of two rows with one identifier is named with its line."""
    with pytest.raises(UserError, match="CMK_BACKING_KEY_ROTATION_ENABLED' is given twice") as caught:
        load_managed_rules(table(tmp_path, ROW + ROW))
    assert caught.value.line == 6


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ("\n  cmk-rotation:\n    says: Keys rotate each year.\n    pci_dss: ['3.7.4']", "cmk-rotation"),
        ("\n  SOME_RULE:\n    says: Short\n    pci_dss: ['3.7.4']", "rules.SOME_RULE.says"),
        ("\n  SOME_RULE:\n    says: Keys rotate each year.\n    pcidss: ['3.7.4']", "rules.SOME_RULE.pcidss"),
        ("\n  SOME_RULE:\n    says: Keys rotate each year.", "SOME_RULE is evidence for no requirement"),
        ("\n  SOME_RULE:\n    says: Keys rotate each year.\n    pci_dss: ['3.7 4']", "3.7 4"),
        (f"\n  SOME_RULE:\n    says: {'x' * MAX_DESCRIPTION}\n    pci_dss: ['1.1']", "at most 256"),
        ("\n  SOME_RULE:\n    says: Keys rotate each year.\n    pci_dss: ['3.7.4']", "no managed rule SOME_RULE"),
        (PASSWORDS + "    parameters: {MinimumLength: 12}", "has no parameter MinimumLength"),
        (
            PASSWORDS + "    parameters: {MinimumPasswordLength: twelve}",
            "cannot take 'twelve' as MinimumPasswordLength",
        ),
        (KEYS, "cannot be deployed without maxAccessKeyAge"),
        (" {}", "rules"),
    ],
)
def test_wrong_rows_are_refused(tmp_path: Path, row: str, shown: str) -> None:
    """A row that AWS or an auditor could not use is refused; the error names file, row and value."""
    with pytest.raises(UserError) as caught:
        load_managed_rules(table(tmp_path, row))
    assert shown in caught.value.render()
    assert "rules.yaml" in caught.value.render()


def test_missing_table_is_refused(tmp_path: Path) -> None:
    """A table that is not there is an error, never an empty set of rules."""
    with pytest.raises(UserError, match="does not exist"):
        load_managed_rules(tmp_path / "none.yaml")


def test_a_rule_has_one_place_for_its_parameters(tmp_path: Path) -> None:
    """A rule of the accounts' own stacks has no settings for conformance packs: it would run, and cost, twice."""
    path = table(tmp_path, ROW + "packs:\n  CMK_BACKING_KEY_ROTATION_ENABLED: {home_only: true}\n")
    with pytest.raises(UserError, match="is under 'rules' too") as caught:
        load_pack_settings(path)
    assert caught.value.line == 6


def test_settings_of_packs_are_read_and_sorted(tmp_path: Path) -> None:
    """Parameters keep their types; a table without any has none."""
    path = table(
        tmp_path,
        ROW + "packs:\n  REQUIRED_TAGS: {parameters: {tag1Key: owner}}\n  CLOUD_TRAIL_ENABLED: {home_only: true}\n",
    )
    assert list(load_pack_settings(path)) == ["CLOUD_TRAIL_ENABLED", "REQUIRED_TAGS"]
    assert load_pack_settings(path)["REQUIRED_TAGS"].parameters == {"tag1Key": "owner"}
    assert load_pack_settings(table(tmp_path, ROW)) == {}


def test_a_rule_that_is_left_out_has_no_parameters(tmp_path: Path) -> None:
    """They would be deployed nowhere."""
    path = table(tmp_path, ROW + "packs:\n  REQUIRED_TAGS: {left_out: Not here, parameters: {tag1Key: owner}}\n")
    with pytest.raises(UserError, match="left out"):
        load_pack_settings(path)


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ("REQUIRED_TAG: {home_only: true}", "no managed rule REQUIRED_TAG"),
        ("REQUIRED_TAGS: {parameters: {tag1key: owner}}", "has no parameter tag1key"),
        ("SECRETSMANAGER_SECRET_PERIODIC_ROTATION: {parameters: {maxDaysSinceRotation: 3 months}}", "a whole number"),
    ],
)
def test_settings_that_aws_would_refuse_are_refused_with_their_line(tmp_path: Path, row: str, shown: str) -> None:
    """At synth, and not at the deployment of the pack."""
    with pytest.raises(UserError) as caught:
        load_pack_settings(table(tmp_path, f"{ROW}packs:\n  {row}\n"))
    assert shown in caught.value.render()
    assert caught.value.line == 6


@pytest.mark.parametrize(
    ("region", "left_out"),
    [
        (
            "eu-south-1",
            {
                "EC2_MANAGEDINSTANCE_PATCH_COMPLIANCE_STATUS_CHECK",
                "KMS_CMK_NOT_SCHEDULED_FOR_DELETION",
                "RDS_SNAPSHOTS_PUBLIC_PROHIBITED",
            },
        ),
        ("eu-west-1", set()),
    ],
)
def test_a_rule_that_the_region_does_not_have_is_left_out(region: str, left_out: set[str]) -> None:
    """Milan does not have the rule on keys scheduled for deletion: with it AWS would refuse the whole stack."""
    assert set(load_managed_rules(SHIPPED)) - set(rules_in(region, SHIPPED, organisation=True)) == left_out
