"""A table of a document as CSV (RFC 4180), beside its page."""

from __future__ import annotations

import csv
import io

from landing_zone.reports.csv import FORMULA_STARTS
from landing_zone.reports.documents.document import Cell, Document, Table


def tables_of(document: Document) -> list[Table]:
    """Return the tables of a document, in order."""
    return [part for section in document.sections for part in section.parts if isinstance(part, Table)]


def csv_name(document: Document, number: int) -> str:
    """Return the name of a table's file; the first table is number 1."""
    return f"{document.id}-{number}.csv"


def csv_files(document: Document) -> dict[str, bytes]:
    """Return name to content, for each table that has rows."""
    return {
        csv_name(document, number): _file(table)
        for number, table in enumerate(tables_of(document), start=1)
        if table.rows
    }


def _file(table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.head)
    writer.writerows([[_safe(cell.text if isinstance(cell, Cell) else cell) for cell in row] for row in table.rows])
    return text.getvalue().encode()


def _safe(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run; a telephone number is such a text."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
