"""The workbook, read back by another library."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from landing_zone.assessment.model import Assessment
from landing_zone.reports.xlsx import CELL, FOR_THE_ASSESSOR, render


def _book(assessment: Assessment) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(render(assessment)["landing-zone.xlsx"]))


@pytest.fixture(scope="module")
def book(assessment: Assessment) -> Workbook:
    """The workbook of the small assessment."""
    return _book(assessment)


def test_one_sheet_a_framework_and_one_a_register(book: Workbook) -> None:
    """In an order that an assessor reads."""
    assert book.sheetnames == [
        "Summary",
        "pci-dss-4.0.1",
        "gdpr",
        "Controls",
        "Findings",
        "Waivers",
        "Resources in scope",
    ]


def test_headers_stay_in_sight_and_filter(book: Workbook) -> None:
    """On every sheet; the filter takes every row."""
    for sheet in book:
        assert sheet.freeze_panes == "C2", sheet.title
        assert sheet.auto_filter.ref.startswith("A1:"), sheet.title
        assert sheet.auto_filter.ref.endswith(str(max(2, sheet.max_row))), sheet.title
        assert sheet.print_title_rows == "$1:$1", sheet.title


def test_a_framework_has_every_requirement_and_room_for_the_assessor(book: Workbook, assessment: Assessment) -> None:
    """The last two columns are blank in every row."""
    for framework in assessment.frameworks:
        sheet = book[framework.id]
        header = [cell.value for cell in sheet[1]]
        assert tuple(header[-2:]) == FOR_THE_ASSESSOR
        rows = list(sheet.iter_rows(min_row=2, values_only=True))
        assert [row[0] for row in rows] == [requirement.id for requirement in framework.requirements]
        assert all(row[-2:] == (None, None) for row in rows)


def test_headings_leave_to_the_rows_below_what_these_say(book: Workbook) -> None:
    """Or the row of a heading would be taller than a page."""
    sheet = book["gdpr"]
    header, *below = sheet.iter_rows()
    rows = {row[0].value: row for row in below}
    missing, controls = ([cell.value for cell in header].index(name) for name in ("What is missing", "Controls"))
    assert [rows["32"][column].value for column in (missing, controls)] == [None, None]
    assert rows["32"][0].font.bold
    assert rows["32(1)(a)"][missing].value == "Own programs."
    assert not rows["32(1)(a)"][0].font.bold


def test_counts_are_numbers_and_the_rest_is_text(book: Workbook, assessment: Assessment) -> None:
    """What an assessor filters and adds up; 10.3.4 has a failed check on three places and one undetermined."""
    sheet = book["pci-dss-4.0.1"]
    header = [cell.value for cell in sheet[1]]
    (row,) = [row for row in sheet.iter_rows(min_row=2) if row[0].value == "10.3.4"]
    by_name = dict(zip(header, row, strict=True))
    assert [by_name[f"Checks {word}"].value for word in ("passed", "failed", "undetermined", "waived")] == [1, 3, 1, 0]
    assert by_name["Status"].value == "not met"
    assert by_name["Id"].data_type == "s"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1)", "https://example.com/x"])
def test_no_text_becomes_a_formula_or_a_link(assessment: Assessment, text: str) -> None:
    """It is a text, and stays one when somebody edits the cell."""
    waiver = assessment.waivers[0].model_copy(update={"reason": text})
    book = _book(assessment.model_copy(update={"waivers": (waiver,)}))
    cell = book["Waivers"]["E2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert cell.quotePrefix == (text[0] in "=+-@")


def test_a_long_text_is_cut_and_shows_it(assessment: Assessment) -> None:
    """Excel would call the file broken; the end of a cut text says that there is more."""
    waiver = assessment.waivers[0].model_copy(update={"reason": "x" * 40_000})
    value = _book(assessment.model_copy(update={"waivers": (waiver,)}))["Waivers"]["E2"].value
    assert len(value) == CELL
    assert value.endswith("…")


def test_what_is_out_of_scope_is_left_out_and_the_unknown_is_not(assessment: Assessment) -> None:
    """A resource without a known environment is listed: it may be in scope."""
    (known,) = assessment.environments
    for scope, expected in (("cde", {"cde", "not known"}), ("out-of-scope", {"not known"})):
        changed = assessment.model_copy(update={"environments": (known.model_copy(update={"scope": scope}),)})
        rows = _book(changed)["Resources in scope"].iter_rows(min_row=2, values_only=True)
        assert {row[1] for row in rows} == expected


def test_the_archive_bears_no_time_of_its_making(assessment: Assessment) -> None:
    """Every part has the archive's zero day, and the properties the assessment's day."""
    with zipfile.ZipFile(io.BytesIO(render(assessment)["landing-zone.xlsx"])) as archive:
        assert {item.date_time[0] for item in archive.infolist()} == {1980}
        assert b"2026-11-23T00:00:00Z" in archive.read("docProps/core.xml")


def test_every_framework_gets_a_name_that_excel_takes(assessment: Assessment) -> None:
    """However long, alike or odd their ids are: none is lost, none takes the place of a register."""
    ids = ("x" * 40, "x" * 41, "controls", "a/b:c?", "'")
    frameworks = tuple(assessment.frameworks[1].model_copy(update={"id": id_}) for id_ in ids)
    names = _book(assessment.model_copy(update={"frameworks": frameworks, "controls": ()})).sheetnames
    assert names[1:6] == ["x" * 31, "x" * 29 + " 2", "controls", "a-b-c-", "Sheet"]
    assert names[6:] == ["Controls 2", "Findings", "Waivers", "Resources in scope"]
