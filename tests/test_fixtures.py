"""Each test file passes alone: what a fixture is does not depend on which folder asks for it first."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def fixtures(conftest: Path) -> set[str]:
    """The names of the fixtures that a conftest defines."""
    tree = ast.parse(conftest.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return {f.name for f in functions if any("fixture" in ast.unparse(mark) for mark in f.decorator_list)}


def test_no_conftest_shadows_a_fixture_of_the_root() -> None:
    """A root fixture that asks for another one would get the shadow, of another type (it did: `environment`)."""
    of_the_root = fixtures(ROOT / "conftest.py")
    assert {"run", "environment", "gated"} <= of_the_root
    below = {file: fixtures(file) & of_the_root for file in ROOT.rglob("conftest.py") if file.parent != ROOT}
    assert {str(file): names for file, names in below.items() if names} == {}
