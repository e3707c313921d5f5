"""Inventories of small templates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assessment.resources import resources_of
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.inventory.build import build_inventory
from landing_zone.inventory.model import Inventory


@pytest.fixture
def inventory(tmp_path: Path) -> Any:
    """Take the inventory of one template's resources."""

    def take(resources: dict[str, Any], parameters: dict[str, Any] | None = None) -> Inventory:
        template = {"Resources": resources, "Parameters": parameters or {}}
        (tmp_path / "a.template.json").write_text(json.dumps(template), encoding="utf-8")
        assembly = load_assembly(tmp_path)
        return build_inventory(assembly, resources_of(assembly, []).positions)

    return take


def resource(type_: str, **properties: Any) -> dict[str, Any]:
    """A resource."""
    return {"Type": type_, "Properties": properties}
