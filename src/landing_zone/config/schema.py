"""Write the JSON schema and the reference of the configuration, or check that neither is stale.

Run it as ``python -m landing_zone.config.schema``; with ``--check`` it writes nothing, and exits with 1 when a file
differs from what the models say.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from landing_zone.config.landing_zone import LandingZone
from landing_zone.config.reference import with_reference
from landing_zone.config.regions import REGION_FORMAT, partitions
from landing_zone.errors import UserError

SCHEMA_PATH = Path("policies/schemas/landing-zone.schema.json")
REFERENCE_PATH = Path("docs/configuration.md")
_REPOSITORY = Path(__file__).parents[3]


def json_schema() -> dict[str, Any]:
    """Build the JSON schema of ``landing-zone.yaml``, draft 2020-12, for editors.

    It says of each value what can be said of it alone; the cross checks are beyond a schema.
    """
    schema = LandingZone.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
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
    """Let every Region refer to the one list of them, so that an editor can complete it."""
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


def generated(root: Path) -> dict[Path, str]:
    """Return the files that the models determine, by path below the root, with their content.

    Raises:
        UserError: the reference's hand-written part is missing, or has lost its markers.
    """
    schema = json_schema()
    return {
        SCHEMA_PATH: json.dumps(schema, indent=2, ensure_ascii=False) + "\n",
        REFERENCE_PATH: with_reference(root / REFERENCE_PATH, schema),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the files.

    Args:
        arguments: the command line, without the program; by default the process's own.

    Returns:
        0, or 1 when ``--check`` finds a stale file, or 2 when a file cannot be read.
    """
    parser = argparse.ArgumentParser(prog="python -m landing_zone.config.schema", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit with 1 when a file is stale")
    parser.add_argument("--root", type=Path, default=_REPOSITORY, help="the repository (default: this one)")
    options = parser.parse_args(arguments)
    try:
        files = generated(options.root)
    except UserError as error:
        sys.stderr.write(error.render() + "\n")
        return int(error.exit_code)
    stale = [path for path, text in files.items() if _text(options.root / path) != text]
    for path in stale:
        if options.check:
            sys.stderr.write(f"error: {path}: it is stale\n  fix     run: python -m landing_zone.config.schema\n")
        else:
            (options.root / path).parent.mkdir(parents=True, exist_ok=True)
            (options.root / path).write_text(files[path], encoding="utf-8")
            sys.stdout.write(f"wrote {path}\n")
    return 1 if options.check and stale else 0


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())
