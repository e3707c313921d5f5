"""The JSON schema of ``landing-zone.yaml``, for editors; ``scripts/generate.py`` writes it."""

from __future__ import annotations

from typing import Any

from landing_zone.config.landing_zone import LandingZone
from landing_zone.config.regions import REGION_FORMAT, partitions


def json_schema() -> dict[str, Any]:
    """Build the JSON schema of ``landing-zone.yaml``, draft 2020-12, for editors.

    It describes each value on its own; a schema cannot express the cross checks.
    """
    schema = LandingZone.model_json_schema()
    schema["title"] = "landing-zone.yaml"
    schema["description"] = "The configuration of an AWS landing zone. Reference: docs/configuration.md"
    schema["$defs"]["Region"] = {
        "description": "The code of an AWS Region.",
        "enum": sorted(region for regions in partitions().values() for region in regions),
        "type": "string",
    }
    named: dict[str, Any] = _name_regions(schema)
    return named


def _name_regions(node: Any) -> Any:
    """Make every Region refer to the one list of Regions, so that an editor can complete it."""
    if isinstance(node, list):
        return [_name_regions(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "patternProperties" in node:
        node = {**node, "additionalProperties": False}
    if node.get("format") == REGION_FORMAT:
        described = {key: node[key] for key in ("description",) if key in node}
        return {"$ref": "#/$defs/Region", **described}
    # A property's own title repeats its name in other letters.
    # A mapping's title names its kind; a single value's only repeats its key in other letters.
    kept_title = "properties" in node
    return {
        key: _name_regions(value)
        for key, value in node.items()
        if key != "title" or kept_title or not isinstance(value, str)
    }
