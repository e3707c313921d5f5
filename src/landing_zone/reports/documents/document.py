"""A document as data: what it is, which requirements ask for it, and its parts in order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """A paragraph.

    Args:
        text: plain words.
    """

    text: str


@dataclass(frozen=True)
class Cell:
    """The content of a table's cell that is more than text.

    Args:
        text: what is shown.
        resource: position in ``Assessment.resources`` that it leads to; ``None`` for none.
        requirement: framework and id that it leads to; ``None`` for none.
    """

    text: str
    resource: int | None = None
    requirement: tuple[str, str] | None = None


@dataclass(frozen=True)
class Table:
    """Rows under a caption.

    Args:
        caption: what the rows are, with their number where that helps.
        head: the columns' names.
        rows: as many cells each as there are columns.
        empty: the text for no rows; a table is never just missing.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    empty: str


@dataclass(frozen=True)
class Diagram:
    """A diagram in D2 (https://d2lang.com), drawn when the site is written.

    Args:
        id: unique in its document; the SVG's name.
        title: for people.
        description: what a person who cannot see it needs to know: the same facts in words.
        source: D2.
    """

    id: str
    title: str
    description: str
    source: str


@dataclass(frozen=True)
class Section:
    """A heading and the parts under it."""

    title: str
    parts: tuple[Text | Table | Diagram, ...]


@dataclass(frozen=True)
class Document:
    """One document.

    Args:
        id: kebab-case; its page's name. ``documents`` of a framework's requirement names it.
        title: for people.
        summary: one or two sentences: what it is, what it is made of.
        answers: framework and requirement ids that ask for it.
        sections: in order.
        left_to_people: what the code cannot know, and the organisation has to add, one sentence each.
    """

    id: str
    title: str
    summary: str
    answers: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    left_to_people: tuple[str, ...] = ()
