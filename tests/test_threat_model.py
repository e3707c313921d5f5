"""What docs/threat-model.md says finds a change is there: each test, control, command and guide that it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from landing_zone.catalogue.load import load_catalogue


@pytest.fixture(scope="module")
def rows(root: Path) -> list[list[str]]:
    """The table, without its head."""
    text = (root / "docs" / "threat-model.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def test_each_change_has_who_finds_it_and_what_does_not(rows: list[list[str]]) -> None:
    """No row leaves a cell open, and most of those that are found name the test that shows it."""
    assert len(rows) >= 12
    assert all(len(row) == 4 and all(row) for row in rows)
    assert sum("`tests/" in row[2] for row in rows) >= 10


def test_what_it_names_exists(rows: list[list[str]], root: Path) -> None:
    """Tests, folders and controls."""
    controls = load_catalogue(root / "policies").controls
    for row in rows:
        for name in re.findall(r"`(tests/[\w/.-]+)`", row[2]):
            assert (root / name).exists(), name
        for control in re.findall(r"the control `([\w-]+)`", row[2]):
            assert control in controls
