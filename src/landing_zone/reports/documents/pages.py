"""The documents as pages of the site, and the files beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from landing_zone.assessment.model import Assessment
from landing_zone.errors import UserError
from landing_zone.reports.documents.csv_file import csv_files, csv_name
from landing_zone.reports.documents.document import Diagram, Document, Table, Text
from landing_zone.reports.documents.draw import draw_all, svg_name
from landing_zone.reports.documents.registry import documents
from landing_zone.reports.page import Page
from landing_zone.reports.view import View

INDEX = "documents.html"
FOLDER = "documents"
Requirements = list[tuple[str, str, str]]
"""Framework, id and title."""


def document_path(document: str) -> str:
    """Return the path of a document's page."""
    return f"{FOLDER}/{document}.html"


def document_pages(view: View) -> Iterator[Page]:
    """Yield the list of documents, then each; nothing where there is none."""
    made = documents(view.assessment)
    if not made:
        return
    answered = {document.id: _requirements(view, document) for document in made}
    yield Page(INDEX, "documents.html.j2", "Documents", {"documents": made, "answered": answered})
    for document in made:
        yield Page(
            document_path(document.id),
            "document.html.j2",
            document.title,
            {"document": document, "parts": _parts(document), "answered": answered[document.id]},
        )


def documents_by_requirement(assessment: Assessment) -> dict[tuple[str, str], list[Document]]:
    """Return framework and requirement id to the documents that answer it."""
    found: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for document in documents(assessment):
        for answer in document.answers:
            found[answer].append(document)
    return dict(found)


def write_documents(assessment: Assessment, folder: Path) -> int:
    """Write the files beside the pages, diagrams and tables, and return how many.

    Args:
        assessment: the whole of it.
        folder: of the site; the files go into its folder ``documents``.

    Raises:
        UserError: D2 is missing or fails, or a file cannot be written.
    """
    made = documents(assessment)
    if not made:
        return 0
    beside = folder / FOLDER
    number = draw_all(made, beside)
    try:
        for document in made:
            for name, content in csv_files(document).items():
                beside.mkdir(parents=True, exist_ok=True)
                (beside / name).write_bytes(content)
                number += 1
    except OSError as error:
        raise UserError(f"the report cannot be written: {error.strerror}", file=str(error.filename)) from None
    return number


def _requirements(view: View, document: Document) -> Requirements:
    """Return what a document answers of the frameworks in scope, in their own order."""
    wanted = set(document.answers)
    return [
        (framework.id, requirement.id, requirement.title)
        for framework in view.assessment.frameworks
        for requirement in framework.requirements
        if (framework.id, requirement.id) in wanted
    ]


def _parts(document: Document) -> list[tuple[str, list[tuple[str, Text | Table | Diagram, str]]]]:
    """Return each section's title, and its parts with their kind and the file beside the page."""
    sections, tables = [], 0
    for section in document.sections:
        parts: list[tuple[str, Text | Table | Diagram, str]] = []
        for part in section.parts:
            if isinstance(part, Table):
                tables += 1
                parts.append(("table", part, csv_name(document, tables)))
            elif isinstance(part, Diagram):
                parts.append(("diagram", part, svg_name(document, part)))
            else:
                parts.append(("text", part, ""))
        sections.append((section.title, parts))
    return sections
