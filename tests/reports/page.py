"""A page of the site, read by the standard library's parser."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

_VOID = {"br", "img", "input", "link", "meta", "wbr"}


class Page(HTMLParser):
    """Collects what the tests ask of a page: texts, ids, links, loaded files, headings; checks that tags are closed.

    Args:
        file: an HTML file.

    Raises:
        AssertionError: an element is not closed, or closed by another's tag.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.file = file
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.labels: list[str] = []
        self.headings: list[int] = []
        self.tags: list[str] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(file.read_text(encoding="utf-8"))
        assert self._open == [], f"{file}: never closed: {self._open}"

    @property
    def text(self) -> str:
        """All text that a reader sees, each run of white space one space."""
        return " ".join("".join(self.texts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect an element's attributes."""
        values = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag not in _VOID:
            self._open.append(tag)
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a":
            self.links.append(values["href"])
        elif "src" in values or tag == "link":
            self.loaded.append(values.get("src") or values["href"])
        if tag in {"nav", "section"} or values.get("role") == "region":
            self.labels.append(values.get("aria-label") or "#" + values["aria-labelledby"])
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))
        if tag in {"td", "th", "li", "dd", "dt", "p", "caption", "br", "h1", "h2", "h3"}:
            self.texts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Check that the element that is closed is the last one opened."""
        assert self._open, f"{self.file}: </{tag}> closes nothing"
        assert self._open.pop() == tag, f"{self.file}: </{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        """Collect text."""
        self.texts.append(data)
