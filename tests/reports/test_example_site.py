"""The site of the example landing zone: its size, its price, its links, and its pages in a browser."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.assessment.read import read_assessment
from landing_zone.reports.site import write_site
from tests.reports.test_in_a_browser import bad, look
from tests.reports.test_valid_html import errors

MEGABYTE = 1_000_000
LARGEST = 20 * MEGABYTE
"""As files. Packed for a mail it is an eighth of that: many mail servers take 25 MB, and base64 adds a third."""
LONGEST_SECONDS = 20
"""Of processor time, of this process and of D2, so that a busy machine does not matter."""
_LINK = re.compile(r'<a [^>]*?href="([^"]+)"')
_ID = re.compile(r' id="([^"]+)"')


@dataclass(frozen=True)
class Example:
    """The site, what it was made of, and what that cost."""

    folder: Path
    assessment: Assessment
    seconds: float
    pages: dict[Path, str]


@pytest.fixture(scope="module")
def example(gated: Path, tmp_path_factory: pytest.TempPathFactory) -> Example:
    """The site, written once."""
    assessment = read_assessment(gated / "assessment.json")
    folder = tmp_path_factory.mktemp("example") / "site"
    before = os.times()
    write_site(assessment, folder)
    after = os.times()
    return Example(
        folder,
        assessment,
        sum(after[:4]) - sum(before[:4]),
        {file: file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.html"))},
    )


def test_it_is_small_and_quick(example: Example) -> None:
    """It fits into a mail, and a user does not wait for it."""
    size = sum(file.stat().st_size for file in example.folder.rglob("*") if file.is_file())
    assert size < LARGEST, f"{size / MEGABYTE:.1f} MB"
    assert example.seconds < LONGEST_SECONDS


def test_every_page_is_three_clicks_away_and_no_link_is_broken(example: Example) -> None:
    """From the first page, by links alone; each leads to a page, and to a place on it that is there once."""
    ids = {file: [unescape(id_) for id_ in _ID.findall(text)] for file, text in example.pages.items()}
    links: dict[Path, set[Path]] = {}
    for file, text in example.pages.items():
        assert len(ids[file]) == len(set(ids[file])), f"{file}: an id is there twice"
        links[file] = set()
        for link in set(_LINK.findall(text)):
            address, place = urldefrag(unescape(link))
            target = (file.parent / unquote(address)).resolve() if address else file
            assert target.is_file(), f"{file}: {link} leads nowhere"
            if target in example.pages:
                links[file].add(target)
                assert not place or unquote(place) in ids[target], f"{file}: {link} has no such place"
    reached = {example.folder / "index.html"}
    for _ in range(3):
        reached |= {target for file in reached for target in links[file]}
    assert set(example.pages) - reached == set()


def test_every_resource_has_its_place(example: Example) -> None:
    """Each resource of the assembly is on its stack's page once, with what depends on it."""
    marks = sum(len(re.findall(r'<li id="r-', text)) for text in example.pages.values())
    assert marks == len(example.assessment.resources)


def test_its_pages_are_valid_and_accessible(example: Example) -> None:
    """Real names and lengths: each kind of page by the Nu checker, and some in a browser."""
    kinds = [*sorted(example.folder.glob("*.html")), *sorted((example.folder / "documents").glob("*.html"))]
    deep = [
        "requirements/pci-dss-4.0.1/10.3.4.html",
        "stacks/LogArchive-log-archive-eu-west-1.html",
        "documents/network-diagram.html",
    ]
    assert errors(*kinds, *(example.folder / page for page in deep)) == []
    assert bad(look(example.folder, deep)) == []
