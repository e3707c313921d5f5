"""What docs/mapping.md says of pairs that were left out is so."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from landing_zone.catalogue.load import load_catalogue

PCI = "pci-dss-4.0.1"
ROW = re.compile(r"^\| (?P<requirement>[A0-9][0-9.]*) \| (?P<controls>`[^|]*`) \| (?P<reason>[^|]+) \|$", re.MULTILINE)


def rows(root: Path) -> list[tuple[str, list[str], str]]:
    """Requirement, controls and reason of each row of the table."""
    text = (root / "docs" / "mapping.md").read_text(encoding="utf-8")
    return [(m["requirement"], re.findall(r"`([a-z0-9-]+)`", m["controls"]), m["reason"]) for m in ROW.finditer(text)]


def test_the_table_is_read(root: Path) -> None:
    """Every row of the table is understood, and no requirement has two."""
    text = (root / "docs" / "mapping.md").read_text(encoding="utf-8")
    found = rows(root)
    assert len(found) == sum(line.startswith("| ") for line in text.splitlines()) - 1  # the heading of the table
    assert [r for r, n in Counter(r for r, _, _ in found).items() if n > 1] == []


def test_what_was_left_out_is_not_mapped(root: Path) -> None:
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


def test_the_counts_are_those_of_the_table(root: Path) -> None:
    """The number of pairs left out is the number of pairs in the table."""
    text = (root / "docs" / "mapping.md").read_text(encoding="utf-8")
    said = re.search(r"leaves out (\d+)\.", text)
    assert said is not None
    assert int(said[1]) == sum(len(controls) for _, controls, _ in rows(root))


def test_controls_that_answer_instead_exist(root: Path) -> None:
    """A control that a reason names is one of the catalogue."""
    catalogue = load_catalogue(root / "policies")
    named = {name for _, _, reason in rows(root) for name in re.findall(r"`([a-z0-9-]+)`", reason)}
    assert named
    assert named <= set(catalogue.controls)
