"""The essentials on paper."""

from __future__ import annotations

import os
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.errors import UserError
from landing_zone.reports import pdf
from landing_zone.reports.chromium import find_chromium, print_page
from landing_zone.reports.pages import gaps
from landing_zone.reports.registry import DEFAULT, EVERY, chosen
from landing_zone.reports.view import View
from tests.reports.conftest import HOSTILE
from tests.reports.page import Page
from tests.reports.whole import whole


def _fake(folder: Path, script: str) -> str:
    program = folder / "chromium"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def test_the_page_that_is_printed_holds_the_essentials(assessment: Assessment, tmp_path: Path) -> None:
    """Verdict, every requirement, every gap, every waiver; and nothing to click that paper cannot follow."""
    file = tmp_path / "page.html"
    file.write_text(pdf.page(whole(assessment, HOSTILE)), encoding="utf-8")
    page = Page(file)
    for framework in assessment.frameworks:
        for requirement in framework.requirements:
            assert f"{requirement.id} {requirement.title}" in page.text
    for _, groups in gaps(View(assessment)):
        for requirement in (entry for _, entries in groups for entry in entries):
            assert requirement.why in page.text
    for waiver in assessment.waivers:
        assert f"{waiver.id}: {waiver.days_left} day" in page.text
    assert page.text.count(HOSTILE) > 10
    assert "script" not in page.tags
    assert page.links == []
    assert page.loaded == []


@pytest.mark.skipif(
    not any(map(shutil.which, (os.environ.get("CHROME_PATH") or "-", "chromium", "chromium-browser", "google-chrome"))),
    reason="no Chromium on this machine; what is printed is tested without it above",
)
def test_the_same_assessment_gives_the_same_bytes(assessment: Assessment) -> None:
    """With one Chromium: its times of day are set to the day of the assessment."""
    one, other = pdf.render(assessment), pdf.render(assessment)
    assert one == other
    assert one[pdf.FILE].startswith(b"%PDF-")
    times = re.findall(rb"/(?:CreationDate|ModDate) \((D:\d+)", one[pdf.FILE])
    assert times
    assert set(times) == {b"D:20261123000000"}


def test_times_keep_their_length() -> None:
    """A PDF counts its bytes: one more, and no reader opens it."""
    before = b"/CreationDate (D:20300101123456+00'00')\n/ModDate (D:20300101123456Z)"
    after = pdf._with_day(before, date(2026, 11, 23))
    assert after == b"/CreationDate (D:20261123000000+00'00')\n/ModDate (D:20261123000000Z)"


def test_without_chromium_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One that is named and not there is a mistake, and no other is taken in its place."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROME_PATH", raising=False)
    with pytest.raises(UserError, match="there is no Chromium") as caught:
        find_chromium()
    assert "install" in caught.value.fix
    mine = _fake(tmp_path, "exit 0")
    assert find_chromium() == mine
    monkeypatch.setenv("CHROME_PATH", str(tmp_path / "none"))
    with pytest.raises(UserError, match="there is no Chromium"):
        find_chromium()


@pytest.mark.parametrize("script", ["echo no display >&2; exit 1", "exit 0"])
def test_a_chromium_that_fails_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> None:
    """Also one that says it printed, and wrote nothing."""
    monkeypatch.setenv("CHROME_PATH", _fake(tmp_path, script))
    with pytest.raises(UserError, match="Chromium cannot print"):
        print_page("<p>x</p>")


def test_it_is_asked_for_by_name_alone() -> None:
    """``all`` works on a machine without a browser, and so does every synth."""
    assert chosen("site,pdf") == ("site", "pdf")
    assert "pdf" not in (*chosen("all"), *DEFAULT, *EVERY)
