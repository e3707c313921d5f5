"""A model's JSON schema, kept in a file: written, or checked to be up to date."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel


def schema_text(model: type[BaseModel]) -> str:
    """Return the model's JSON schema as it is kept in ``policies/schemas/``."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def schema_file(model: type[BaseModel], path: Path, arguments: Sequence[str]) -> int:
    """Write the schema; with ``--check``, compare it and write nothing.

    Returns:
        0 when written or up to date, 1 when stale, 2 for wrong arguments.
    """
    if list(arguments) not in ([], ["--check"]):
        print(f"error: unknown arguments {list(arguments)}\n  allowed --check, or none", file=sys.stderr)
        return 2
    text = schema_text(model)
    if not arguments:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"error: {path} is stale\n  fix     run the same command without --check", file=sys.stderr)
    return 1
