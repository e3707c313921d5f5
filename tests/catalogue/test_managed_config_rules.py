"""The AWS Config rules that the zone deploys and the catalogue have the same controls and requirements."""

from __future__ import annotations

from pathlib import Path

import pytest

from landing_zone.catalogue.framework import Level
from landing_zone.catalogue.load import load_catalogue
from landing_zone.yaml.yaml_file import read_yaml

TABLE = Path("policies/managed_config_rules.yaml")


def test_each_deployed_rule_belongs_to_a_control(root: Path) -> None:
    """No rule is deployed whose result is evidence for no control."""
    deployed = set(read_yaml(root / TABLE).data["rules"])
    named = {rule for c in load_catalogue(root / "policies").controls.values() for rule in c.config_rules}
    assert deployed - named == set(), "name it under config_rules of a control in policies/controls/"


@pytest.mark.parametrize(("column", "framework"), [("pci_dss", "pci-dss-4.0.1"), ("gdpr", "gdpr")])
def test_each_requirement_of_a_deployed_rule_exists(column: str, framework: str, root: Path) -> None:
    """A rule's description in the Config console names only requirements of the edition."""
    catalogue = load_catalogue(root / "policies")
    for rule, row in read_yaml(root / TABLE).data["rules"].items():
        for id_ in row.get(column, ()):
            found = catalogue.requirement(framework, id_)
            assert found is not None, f"{rule}: {id_}"
            assert found.level is Level.REQUIREMENT, f"{rule}: {id_}"
