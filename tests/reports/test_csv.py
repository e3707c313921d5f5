"""Comma-separated values."""

from __future__ import annotations

import csv
import io

import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.reports.csv import render

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))


def test_files_are_those_of_rfc_4180(assessment: Assessment) -> None:
    """Lines end with CR LF, every row has as many fields as the header, quotes and new lines come back as they were."""
    for name, content in render(assessment).items():
        header, *rows = _rows(content)
        assert content.endswith(b"\r\n"), name
        assert content.count(b"\r\n") == len(rows) + 1, name
        assert {len(row) for row in rows} == {len(header)}, name
    header, *requirements = _rows(render(assessment)["requirements.csv"])
    (row,) = [row for row in requirements if row[1] == "10.3.4"]
    assert row[header.index("Answer")] == assessment.frameworks[0].requirements[-1].why


def test_every_requirement_control_check_and_waiver_has_its_row(assessment: Assessment) -> None:
    """None is left out."""
    files = render(assessment)
    wanted = [(f.id, r.id) for f in assessment.frameworks for r in f.requirements]
    assert [(row[0], row[1]) for row in _rows(files["requirements.csv"])[1:]] == wanted
    for name, entries in (("controls", assessment.controls), ("waivers", assessment.waivers)):
        assert [row[0] for row in _rows(files[f"{name}.csv"])[1:]] == [entry.id for entry in entries]
    assert [row[0] for row in _rows(files["checks.csv"])[1:]] == [check.rule for check in assessment.checks]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_is_disarmed(assessment: Assessment, text: str) -> None:
    """It begins with an apostrophe; a number stays a number."""
    waiver = assessment.waivers[0].model_copy(update={"reason": text, "days_left": -3})
    content = render(assessment.model_copy(update={"waivers": (waiver,)}))["waivers.csv"]
    header, row = _rows(content)
    assert row[header.index("Reason")] == f"'{text}"
    assert row[header.index("Days left")] == "-3"
