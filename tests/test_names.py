"""A class name is unique within a package, so that it identifies the class."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = sorted(
    str(folder.relative_to(ROOT))
    for folder in (
        *(path.parent for path in (ROOT / "src" / "landing_zone").glob("*/__init__.py")),
        ROOT / "src" / "emulated_aws",
        ROOT / "constructs" / "landing_zone_constructs",
        ROOT / "stacks",
    )
)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_two_classes_have_one_name(package: str) -> None:
    """Private classes too, since they are read like others."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(f"{file.relative_to(ROOT)}:{node.lineno}")

    assert {name: places for name, places in found.items() if len(places) > 1} == {}
