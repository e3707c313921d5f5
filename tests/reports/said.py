"""What a page says of statuses: beside links, in tables, under headings, in its first lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.reports.page import Page

_BESIDE = " ,:"
"""What may be between a link and the status that is said of it."""


@dataclass
class Cell:
    """A cell of a table: its text, the statuses in it, and the first link."""

    text: str = ""
    statuses: list[str] = field(default_factory=list)
    link: str = ""


class Said(Page):
    """A page with its statuses, which are named by the class that shows them: ``not-held``, ``stage-fails``.

    Args:
        file: an HTML file.
    """

    def __init__(self, file: Path) -> None:
        self.statuses: list[str] = []
        self.beside: list[tuple[str, str]] = []
        """Address of a link, and the status that follows it."""
        self.rows: list[dict[str, Cell]] = []
        """Rows of all tables, by the words of the column."""
        self.sections: dict[str, str] = {}
        """Heading to the text below it, up to the next heading."""
        self.terms: dict[str, Cell] = {}
        """Term to what is said of it."""
        self.verdicts: list[str] = []
        """The outcome of each coloured line."""
        self._heads: list[str] = []
        self._row: list[Cell] = []
        self._cell: Cell | None = None
        self._term = ""
        self._heading = ""
        self._inside: list[str] = []
        self._between: str | None = None
        self._link = ""
        super().__init__(file)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect statuses, cells and headings."""
        super().handle_starttag(tag, attrs)
        values = {name: value or "" for name, value in attrs}
        classes = values.get("class", "").split()
        if classes[:1] == ["status"]:
            self._status(classes[1])
        if classes[:1] == ["verdict"]:
            self.verdicts.append(classes[1])
        if tag in {"td", "th", "li", "p", "dd", "div"}:
            self._between = None
        if tag == "table":
            self._heads = []
        elif tag == "tr":
            self._row = []
        elif tag in {"th", "td", "dd"}:
            self._cell = Cell()
            if tag == "dd":
                self.terms[self._term] = self._cell
            else:
                self._row.append(self._cell)
        elif tag == "dt":
            self._term = ""
        elif tag in {"h1", "h2", "h3"}:
            self._heading = ""
        elif tag == "a":
            self._link, self._between = values["href"], None
            if self._cell and not self._cell.link:
                self._cell.link = self._link
        self._inside.append(tag)
        if tag in {"br", "img", "input", "link", "meta", "wbr"}:
            self._inside.pop()

    def handle_endtag(self, tag: str) -> None:
        """Join a row's cells to the table's columns."""
        super().handle_endtag(tag)
        self._inside.pop()
        if tag in {"td", "th", "dd"}:
            self._cell = None
        elif tag == "a":
            self._between = ""
        elif tag == "tr":
            if "thead" in self._inside:
                self._heads = [" ".join(cell.text.split()) for cell in self._row]
            elif len(self._row) == len(self._heads):
                self.rows.append(dict(zip(self._heads, self._row, strict=True)))
        elif tag in {"h1", "h2", "h3"}:
            self._heading = " ".join(self._heading.split())
            self.sections[self._heading] = ""

    def handle_data(self, data: str) -> None:
        """Collect text where it belongs."""
        super().handle_data(data)
        if self._between is not None:
            self._between += data
        if self._cell:
            self._cell.text += data
        if {"h1", "h2", "h3"} & set(self._inside):
            self._heading += data
        elif "dt" in self._inside:
            self._term += data
        if self._heading in self.sections:
            self.sections[self._heading] += data

    def _status(self, word: str) -> None:
        self.statuses.append(word)
        if self._cell:
            self._cell.statuses.append(word)
        if self._between is not None and not self._between.strip(_BESIDE):
            self.beside.append((self._link, word))
        self._between = None
