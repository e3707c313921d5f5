"""Write the JSON schemas of the catalogue's files, for editors and the tests, or check that none is stale.

Run it as ``python -m landing_zone.catalogue.schema``; with ``--check`` it writes nothing, and exits with 1 when a file
differs from what the models say.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from landing_zone.catalogue.control import Control
from landing_zone.catalogue.framework import Framework

SCHEMAS: dict[str, type[BaseModel]] = {
    "control.schema.json": Control,
    "framework.schema.json": Framework,
}
"""File name in ``policies/schemas/`` to the model that the file's YAML must fit."""

_FOLDER = Path("policies/schemas")
_REPOSITORY = Path(__file__).parents[3]


def render_schema(model: type[BaseModel]) -> str:
    """Return the JSON schema (draft 2020-12) of a model as stable text, a line feed at its end."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the files.

    Args:
        arguments: the command line, without the program; by default the process's own.

    Returns:
        0, or 1 when ``--check`` finds a stale file.
    """
    parser = argparse.ArgumentParser(prog="python -m landing_zone.catalogue.schema", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit with 1 when a file is stale")
    parser.add_argument("--root", type=Path, default=_REPOSITORY, help="the repository (default: this one)")
    options = parser.parse_args(arguments)
    stale = False
    for name, model in SCHEMAS.items():
        path, text = options.root / _FOLDER / name, render_schema(model)
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        if options.check:
            stale = True
            sys.stderr.write(
                f"error: {_FOLDER / name}: it is stale\n  fix     python -m landing_zone.catalogue.schema\n"
            )
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"wrote {_FOLDER / name}\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
