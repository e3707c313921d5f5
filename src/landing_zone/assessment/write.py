"""Writes the assessment: the same input gives the same bytes, and a diff shows changes line by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from landing_zone.assessment.model import Assessment
from landing_zone.files.atomic_write import atomic_write


def render(assessment: Assessment) -> str:
    """Return the assessment's text, as :func:`canonical` gives it."""
    return canonical(assessment)


def canonical(model: BaseModel) -> str:
    """Return canonical JSON: keys sorted, one line for each top-level key and each element of a top-level list."""
    data = model.model_dump(mode="json")
    lines = ",\n".join(f"{_compact(key)}:{_value(data[key])}" for key in sorted(data))
    return f"{{\n{lines}\n}}\n"


def write_assessment(assessment: Assessment, path: Path) -> None:
    """Write the assessment atomically: a reader never sees a partial file.

    Args:
        assessment: sealed, for an assembly of ours.
        path: ``cdk.out/assessment.json``.
    """
    with atomic_write(path) as file:
        file.write(render(assessment).encode())


def _value(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(_compact, value)) + "\n]"
    return _compact(value)


def _compact(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
