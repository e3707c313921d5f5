"""The site as a whole: what is there, what leads where, and what a page may load."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.reports.paths import control_path, requirement_path
from landing_zone.reports.statuses import CONTROL_MEANINGS, REQUIREMENT_MEANINGS
from landing_zone.reports.text import words
from tests.reports.conftest import HOSTILE
from tests.reports.page import Page


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Every page, read."""
    return {file: Page(file) for file in sorted(site.rglob("*.html"))}


def test_every_link_and_anchor_resolves(pages: dict[Path, Page]) -> None:
    """A link leads to a page of the site, and to a place on it that exists."""
    followed = 0
    for file, page in pages.items():
        for link in page.links:
            address, anchor = urldefrag(link)
            target = (file.parent / unquote(address)).resolve() if address else file
            assert target in pages, f"{file.name}: {link} leads nowhere"
            assert not anchor or unquote(anchor) in pages[target].ids, f"{file.name}: {link} has no such place"
            followed += 1
    assert followed > 100


def test_every_requirement_and_control_has_a_page(site: Path, assessment: Assessment) -> None:
    """A requirement or control without a page is a bug, whatever characters its id has."""
    for framework in assessment.frameworks:
        for requirement in framework.requirements:
            page = Page(site / requirement_path(framework.id, requirement.id))
            assert f"{requirement.id} {requirement.title}" in page.text
    for control in assessment.controls:
        assert control.title in Page(site / control_path(control.id)).text


def test_every_page_is_reached_from_the_first_in_three_clicks(site: Path, pages: dict[Path, Page]) -> None:
    """No page can be found only by those who know its name."""
    reached = {site / "index.html"}
    for _ in range(3):
        reached |= {
            (file.parent / unquote(urldefrag(link).url)).resolve()
            for file in reached
            for link in pages[file].links
            if urldefrag(link).url
        }
    assert set(pages) <= reached


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    """A page opens from disk without a network: it loads files of the site alone, and its style loads none."""
    for file, page in pages.items():
        assert page.loaded, f"{file} has no style"
        for source in page.loaded:
            assert "//" not in source
            assert (file.parent / source).resolve().is_file()
        assert not {"img", "iframe", "object", "embed", "base"} & set(page.tags)
    assert "url(" not in (site / "style.css").read_text(encoding="utf-8")
    assert "@import" not in (site / "style.css").read_text(encoding="utf-8")


def test_hostile_texts_stay_texts(site: Path, pages: dict[Path, Page]) -> None:
    """A text of the catalogue, of a waiver or of an engine cannot add an element to a page."""
    showing = 0
    for file, page in pages.items():
        html = file.read_text(encoding="utf-8")
        assert "<script>alert" not in html
        assert page.tags.count("script") == 2, file
        showing += HOSTILE in page.text
    assert showing == len(pages)
    assert "Bucket<b>" in Page(site / "controls" / "logs-kept.html").text


def test_text_that_is_not_ascii_is_kept(site: Path) -> None:
    """Names of people and places are shown as they are written."""
    assert "Logs are copied to Zürich, 日本" in Page(site / "controls" / "logs-copied.html").text
    assert "Zoë Müller" in Page(site / "waivers.html").text


def test_ids_are_unique_and_regions_have_names_of_their_own(pages: dict[Path, Page]) -> None:
    """A screen reader distinguishes the landmarks of a page, and no heading's level is skipped."""
    for file, page in pages.items():
        assert len(set(page.ids)) == len(page.ids), file
        assert len(set(page.labels)) == len(page.labels), file
        assert page.headings[0] == 1, file
        assert page.headings.count(1) == 1, file
        steps = [below - above for above, below in zip(page.headings, page.headings[1:], strict=False)]
        assert all(step <= 1 for step in steps), file


def test_each_status_is_shown_with_its_meaning(site: Path, assessment: Assessment) -> None:
    """A reader finds what a status means where it is shown, and all of them on the page that explains."""
    reading = Page(site / "reading.html").text
    for status, meaning in REQUIREMENT_MEANINGS.items():
        assert f"{words(status)} {meaning}" in reading
    for held, meaning in CONTROL_MEANINGS.items():
        assert f"{words(held)} {meaning}" in reading
    for framework in assessment.frameworks:
        for requirement in framework.requirements:
            page = Page(site / requirement_path(framework.id, requirement.id))
            assert words(requirement.status) in page.text
            assert REQUIREMENT_MEANINGS[requirement.status] in page.text
    for control in assessment.controls:
        assert (
            f"{words(control.status)} {CONTROL_MEANINGS[control.status]}" in Page(site / control_path(control.id)).text
        )


def test_ids_of_other_standards_are_not_shown(pages: dict[Path, Page]) -> None:
    """cdk-nag's control ids are of other standards, and of the retired PCI DSS 3.2.1: they mislead here."""
    for file in pages:
        assert "Control ID" not in unescape(file.read_text(encoding="utf-8")), file
    problems = [page for page in pages.values() if "The bucket does not log. Fix it." in page.text]
    assert len(problems) == 2
