"""The architecture page says what the code is: its paths exist, and its layers are those of the contract."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ENGINE = ROOT / "src" / "landing_zone"


def test_every_path_exists() -> None:
    """A path begins in the repository's root or in the engine's package; ``CONTROL`` means any control."""
    named = {path for path in re.findall(r"`([\w./-]+/[\w./-]*)`", PAGE) if "CONTROL" not in path}
    assert len(named) > 30
    assert [path for path in sorted(named) if not (ROOT / path).exists() and not (ENGINE / path).exists()] == []


def test_the_layers_are_those_of_the_contract() -> None:
    """Same packages, same order, and no package without a row."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (contract,) = (c for c in settings["contracts"] if c["type"] == "layers")
    table = PAGE.partition("## Layers")[2].partition("## ")[0]
    rows = [re.findall(r"`(\w+)`", line.split("|")[1]) for line in table.splitlines() if line.startswith("| `")]
    assert rows == [re.findall(r"\w+", layer) for layer in contract["layers"]]


def test_the_length_of_the_app_is_right() -> None:
    """It only composes: fewer than 60 lines, and the page says how many."""
    lines = len((ROOT / "app.py").read_text(encoding="utf-8").splitlines())
    assert f"**`app.py`** ({lines} lines)" in PAGE
    assert lines < 60


def test_nothing_imports_what_is_above_all_layers() -> None:
    """The app, the scripts and the tests use the rest; the contract does not know them."""
    above = {"app", "scripts", "tests"}
    found = []
    for folder in ("src", "constructs", "stacks", "policies"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                found += [f"{file}: {name}" for name in names if name.partition(".")[0] in above]
    assert found == []
