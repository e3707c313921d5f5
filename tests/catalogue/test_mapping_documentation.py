"""The statements of docs/mapping.md on omitted pairs are true."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from landing_zone.catalogue.load import load_catalogue

PCI = "pci-dss-4.0.1"
ROW = re.compile(r"^\| (?P<requirement>[A0-9][0-9.]*) \| (?P<controls>`[^|]*`) \| (?P<reason>[^|]+) \|$", re.MULTILINE)


BEYOND = "## Points that Security Hub does not judge"


def parts(root: Path) -> tuple[str, str]:
    """The document up to the second table, and the rest: each half has one table and states its number of pairs."""
    first, second = (root / "docs" / "mapping.md").read_text(encoding="utf-8").split(BEYOND)
    return first, second


def in_table(text: str) -> list[tuple[str, list[str], str]]:
    """Requirement, controls and reason of each row of a table."""
    return [(m["requirement"], re.findall(r"`([a-z0-9-]+)`", m["controls"]), m["reason"]) for m in ROW.finditer(text)]


def rows(root: Path) -> list[tuple[str, list[str], str]]:
    """The rows of both tables."""
    return [row for part in parts(root) for row in in_table(part)]


@pytest.mark.parametrize("half", [0, 1])
def test_the_table_is_read(half: int, root: Path) -> None:
    """Every row of a table is parsed, and no requirement has two."""
    text = parts(root)[half]
    found = in_table(text)
    assert len(found) == sum(line.startswith("| ") for line in text.splitlines()) - 1  # the heading of the table
    assert [r for r, n in Counter(r for r, _, _ in found).items() if n > 1] == []


def test_no_pair_is_in_both_tables(root: Path) -> None:
    """A control point is either judged by Security Hub or not."""
    first, second = ({c for _, controls, _ in in_table(part) for c in controls} for part in parts(root))
    assert first & second == set()


def test_as_above_points_to_a_row(root: Path) -> None:
    """A reason of the second table that says 'as above' has a row of that requirement in the first."""
    first, second = (in_table(part) for part in parts(root))
    assert {r for r, _, reason in second if reason.startswith("As above")} <= {r for r, _, _ in first}


def test_omitted_pairs_are_not_mapped(root: Path) -> None:
    """No control is mapped to a requirement from which the table says it was left out."""
    catalogue = load_catalogue(root / "policies")
    mapped = {(m.requirement, c.id) for c in catalogue.controls.values() for m in c.requirements if m.framework == PCI}
    left_out = {(requirement, control) for requirement, controls, _ in rows(root) for control in controls}
    assert left_out & mapped == set()


def test_requirements_and_controls_of_the_table_exist(root: Path) -> None:
    """Each id in the table is one of the edition, each control one of the catalogue, and each reason a sentence."""
    catalogue = load_catalogue(root / "policies")
    for requirement, controls, reason in rows(root):
        assert catalogue.requirement(PCI, requirement) is not None, requirement
        assert set(controls) <= set(catalogue.controls), requirement
        assert reason.endswith("."), requirement


@pytest.mark.parametrize("half", [0, 1])
def test_the_counts_are_those_of_the_table(half: int, root: Path) -> None:
    """The number of pairs left out is the number of pairs in the table."""
    text = parts(root)[half]
    said = re.search(r"leaves out (\d+)[.,]", text)
    assert said is not None
    assert int(said[1]) == sum(len(controls) for _, controls, _ in in_table(text))


def test_controls_that_answer_instead_exist(root: Path) -> None:
    """A control that a reason names is one of the catalogue."""
    catalogue = load_catalogue(root / "policies")
    named = {name for _, _, reason in rows(root) for name in re.findall(r"`([a-z0-9-]+)`", reason)}
    assert named
    assert named <= set(catalogue.controls)
