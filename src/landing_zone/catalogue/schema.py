"""JSON schemas of the catalogue's files, for editors and for the tests.

Write them anew with ``python -m landing_zone.catalogue.schema policies/schemas``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic import BaseModel

from landing_zone.catalogue.control import Control
from landing_zone.catalogue.framework import Framework

SCHEMAS: dict[str, type[BaseModel]] = {
    "control.schema.json": Control,
    "framework.schema.json": Framework,
}
"""File name in ``policies/schemas/`` to the model that the file's YAML must fit."""


def render_schema(model: type[BaseModel]) -> str:
    """Return the JSON schema (draft 2020-12) of a model as stable text, a line feed at its end."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> None:
    """Write every schema of the catalogue into a folder, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, model in SCHEMAS.items():
        (folder / name).write_text(render_schema(model), encoding="utf-8")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
