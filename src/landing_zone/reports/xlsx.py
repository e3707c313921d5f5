"""The workbook: one sheet a framework, as assessors fill it in, and the registers beside it."""

from __future__ import annotations

import io
import re
from datetime import UTC
from typing import Any

import xlsxwriter

from landing_zone.assessment.model import Assessment, RequirementStatus
from landing_zone.reports import evidence_tables, tables
from landing_zone.reports.encode import Files, cut
from landing_zone.reports.instant import instant
from landing_zone.reports.stage_words import evidence_words, stage_words, verdict_words
from landing_zone.reports.statuses import REQUIREMENT_MEANINGS
from landing_zone.reports.tables import Cell, SheetTable
from landing_zone.reports.text import words
from landing_zone.reports.view import View

CELL = 32_767
"""Characters of a cell in Excel, at most."""
SHEET_NAME = 31
"""Characters of a sheet's name in Excel, at most."""
FORMULA_STARTS = ("=", "+", "-", "@")
FOR_THE_ASSESSOR = ("Assessor's finding", "Assessor's notes")
"""Left blank."""

_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDTHS = {
    "Id": 14,
    "Title": 44,
    "Status": 16,
    "Control": 28,
    "Resource": 50,
    "Queries": 34,
    "Owner": 22,
    "Outcome": 10,
    "Rule": 36,
    "Place": 50,
    "Construct path": 60,
    "Logical id": 40,
    "Type": 30,
    "Code": 40,
    "Controls": 34,
    "Environment": 28,
    "Stack": 36,
}
_WIDE = 60
"""Columns of sentences."""
_COLOURS = {
    "proven": "#C6E6CC",
    "checked": "#DDF0E0",
    "held": "#DDF0E0",
    "holds": "#DDF0E0",
    "not met": "#F6C9C4",
    "not held": "#F6C9C4",
    "failed": "#F6C9C4",
    "fail": "#F6C9C4",
    "fails": "#F6C9C4",
    "undetermined": "#F6C9C4",
    "held with waivers": "#FBE6B4",
    "waived": "#FBE6B4",
    "watched": "#FBE6B4",
    "not in this shape": "#FBE6B4",
    "partly met": "#FBE6B4",
    "stale": "#FBE6B4",
    "missing": "#FBE6B4",
}
_UNCOUNTED = (RequirementStatus.SUPERSEDED,)
_COLOURED = ("Status", "Designed", "Deployed", "Operating", "Outcome", "Answer", "Value")


def render(assessment: Assessment) -> Files:
    """Return one workbook; the same assessment gives the same bytes."""
    view = View(assessment)
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    # The library stamps the parts of the archive with a fixed day; this is the only other time in the file.
    book.set_properties({"title": "Compliance workbook", "created": instant(assessment).astimezone(UTC)})
    styles = _Styles(book)
    _Sheet(book, styles, "Summary").fill(_summary(assessment))
    for framework in assessment.frameworks:
        parents = {requirement.parent for requirement in framework.requirements}
        headings = {row for row, r in enumerate(framework.requirements) if r.id in parents and not r.tested}
        _Sheet(book, styles, framework.id).fill(
            _for_assessors(tables.requirements(view, framework), headings), headings
        )
    for name, table in (
        ("Controls", tables.controls(view)),
        ("Findings", tables.findings(view)),
        ("Waivers", tables.waivers(view)),
        ("Resources in scope", tables.resources_in_scope(view)),
        *(
            (("Evidence", evidence_tables.evidence(view)), ("Answers that do not pass", evidence_tables.answers(view)))
            if assessment.evidence
            else ()
        ),
    ):
        _Sheet(book, styles, name).fill(table)
    book.close()
    return {"landing-zone.xlsx": content.getvalue()}


def _for_assessors(table: SheetTable, headings: set[int]) -> SheetTable:
    """Add the assessor's columns, and leave out of headings what the rows below them list."""
    summed_up = [table.columns.index(name) for name in ("What is missing", "Controls")]
    rows = []
    for number, row in enumerate(table.rows):
        shown = ("" if number in headings and column in summed_up else cell for column, cell in enumerate(row))
        rows.append((*shown, "", ""))
    return SheetTable((*table.columns, *FOR_THE_ASSESSOR), tuple(rows))


def _summary(assessment: Assessment) -> SheetTable:
    verdict = assessment.verdict
    rows: list[tuple[Cell, ...]] = [
        ("Organisation", assessment.organisation),
        ("As of", assessment.as_of.isoformat()),
        ("Verdict", verdict_words(assessment)),
        *((f"Verdict: {one.name}", one.verdict) for one in stage_words(assessment)),
        *((f"In figures: {one.name}", one.sentence) for one in stage_words(assessment)),
        ("Evidence of running accounts", evidence_words(assessment)),
        ("Checks passed", verdict.passed),
        ("Checks failed", verdict.failed),
        ("Checks undetermined", verdict.undetermined),
        ("Checks waived", verdict.waived),
        ("Findings that are advice", verdict.advice),
        ("Resources that no control examines", verdict.unexamined),
        ("Checks overruled", verdict.overruled),
    ]
    rows += [(f"Not in this shape: {entry.feature}", entry.what) for entry in assessment.lacks]
    rows += [(f"Examined by no control: {entry.type}", entry.count) for entry in assessment.unexamined]
    if assessment.provenance:
        rows.append(("Commit", assessment.provenance.commit))
    rows += [(f"Engine {engine.name}", f"{engine.version}, {engine.how}") for engine in assessment.engines]
    for framework in assessment.frameworks:
        rows.append(("Framework", f"{framework.id}: {framework.title}, {framework.edition}"))
        rows += [
            (f"{framework.id}: {words(s)}", framework.counts.get(s, 0))
            for s in RequirementStatus
            if s not in _UNCOUNTED
        ]
        replaced = sum(r.tested and r.status in _UNCOUNTED for r in framework.requirements)
        rows.append((f"{framework.id}: superseded, not counted", replaced))
        rows.append((f"{framework.id}: note", framework.note))
    rows += [("Not judged", text) for text in assessment.not_judged]
    rows += [("Taken for granted", text) for text in assessment.assumed]
    rows += [(f"Not judged by {e.name}", text) for e in assessment.engines for text in e.not_judged]
    rows += [(f"Status: {words(status)}", meaning) for status, meaning in REQUIREMENT_MEANINGS.items()]
    return SheetTable(("What", "Value"), tuple(rows))


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that Excel accepts: short, without its special characters, and unlike every other one."""
    known = {other.casefold() for other in taken}
    plain = _NOT_IN_A_SHEET_NAME.sub("-", name).strip("'") or "Sheet"
    found, number = plain[:SHEET_NAME], 1
    while found.casefold() in known:
        number += 1
        ending = f" {number}"
        found = plain[: SHEET_NAME - len(ending)] + ending
    return found


class _Styles:
    """Formats, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, bool], Any] = {}
        self.header = book.add_format(
            {"bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
        )

    def of(self, colour: str, *, bold: bool, quoted: bool) -> Any:
        key = (colour, bold, quoted)
        if key not in self._made:
            properties: dict[str, Any] = {"text_wrap": True, "valign": "top", "bold": bold, "quote_prefix": quoted}
            if colour:
                properties["bg_color"] = colour
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


class _Sheet:
    """One sheet: a fixed header with filters, wrapped cells, printed as wide as the page."""

    def __init__(self, book: Any, styles: _Styles, name: str) -> None:
        self._styles = styles
        self._sheet = book.add_worksheet(_sheet_name(name, {sheet.get_name() for sheet in book.worksheets()}))

    def fill(self, table: SheetTable, bold_rows: set[int] | None = None) -> None:
        sheet = self._sheet
        for column, name in enumerate(table.columns):
            sheet.write_string(0, column, name, self._styles.header)
            sheet.set_column(column, column, _WIDTHS.get(name, _WIDE if self._is_prose(table, column) else 14))
        for number, row in enumerate(table.rows):
            bold = bold_rows is not None and number in bold_rows
            for column, cell in enumerate(row):
                self._write(number + 1, column, cell, table.columns[column], bold=bold)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # ids and accounts are not numbers
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def _write(self, row: int, column: int, cell: Cell, name: str, *, bold: bool) -> None:
        """Write a number as such and any text as a text, never as a formula or a link.

        The quote prefix keeps Excel from running a text that begins like a formula when a person edits its cell.
        """
        if isinstance(cell, int):
            self._sheet.write_number(row, column, cell, self._styles.of("", bold=bold, quoted=False))
            return
        colour = _COLOURS.get(cell, "") if name in _COLOURED else ""
        style = self._styles.of(colour, bold=bold, quoted=cell.startswith(FORMULA_STARTS))
        if cell:
            self._sheet.write_string(row, column, cut(cell, CELL), style)
        else:
            self._sheet.write_blank(row, column, None, style)

    @staticmethod
    def _is_prose(table: SheetTable, column: int) -> bool:
        if table.columns[column] in FOR_THE_ASSESSOR:
            return True
        return any(isinstance(row[column], str) and len(str(row[column])) > 30 for row in table.rows)
