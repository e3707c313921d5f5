"""Comma-separated values (RFC 4180), for a script or a database; assessors have the workbook."""

from __future__ import annotations

import csv
import io

from landing_zone.assessment.model import Assessment
from landing_zone.reports import evidence_tables, tables
from landing_zone.reports.encode import Files
from landing_zone.reports.tables import Cell, SheetTable
from landing_zone.reports.view import View

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a text that begins so as a formula: OWASP, CSV Injection."""


def render(assessment: Assessment) -> Files:
    """Return one file each for requirements, controls, checks, findings that are not passes, and waivers.

    With evidence, two more: what running accounts say of each control, and the answers that are not passes.
    """
    view = View(assessment)
    evidence = {"answers.csv": evidence_tables.answers, "evidence.csv": evidence_tables.evidence}
    return {
        **({name: _file(table(view)) for name, table in evidence.items()} if assessment.evidence else {}),
        "checks.csv": _file(tables.checks(view)),
        "controls.csv": _file(tables.controls(view)),
        "findings.csv": _file(tables.findings(view)),
        "requirements.csv": _file(_requirements(view)),
        "waivers.csv": _file(tables.waivers(view)),
    }


def _requirements(view: View) -> SheetTable:
    by_framework = [(f.id, tables.requirements(view, f)) for f in view.assessment.frameworks]
    columns = by_framework[0][1].columns if by_framework else ()
    rows = tuple((id_, *row) for id_, table in by_framework for row in table.rows)
    return SheetTable(("Framework", *columns), rows)


def _file(table: SheetTable) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([[_safe(cell) for cell in row] for row in table.rows])
    return text.getvalue().encode()


def _safe(cell: Cell) -> Cell:
    """Put an apostrophe before a text that a spreadsheet would run; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
