"""Waivers that the organisation has not approved are counted and named wherever waivers are listed."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from landing_zone.assessment.model import Assessment
from landing_zone.bundle.statement import agrees_with, statement
from landing_zone.console.verdict_text import summary
from landing_zone.reports import asff, csv, markdown, sarif
from landing_zone.reports.oscal.risks import risks
from landing_zone.reports.oscal.source import OscalSource
from landing_zone.reports.site import write_site
from landing_zone.waivers.approval import ApprovalStatus
from tests.reports.page import Page

COUNTED = "2 waivers, 2 not approved by the organisation: see policies/approvals.yaml"
NEW = "newly covered: cards (W-0002), shop (W-0002)"


@pytest.fixture
def proposed(assessment: Assessment) -> Assessment:
    """The first waiver is only proposed; the second is not approved for an account with card data, and one without."""
    first, second = assessment.waivers
    nothing = {"approver": "", "ticket": "", "approved": None, "approval": ApprovalStatus.PROPOSED}
    partly = {"approval": ApprovalStatus.PARTLY, "new_in": ("cards", "shop"), "unapproved_in": ("cards",)}
    waivers = (first.model_copy(update=nothing), second.model_copy(update=partly))
    return assessment.model_copy(update={"waivers": waivers})


def test_nothing_is_said_where_all_are_approved(assessment: Assessment, tmp_path: Path) -> None:
    """Neither in the verdict nor on a page."""
    assert "not approved" not in summary(assessment).plain
    write_site(assessment, tmp_path)
    assert "not approved" not in Page(tmp_path / "index.html").text
    assert "approved by Zoë Müller, SEC-1, on 2026-01-02" in Page(tmp_path / "waivers.html").text


def test_the_verdict_and_the_pages_count_them(proposed: Assessment, tmp_path: Path) -> None:
    """With the file, and each one's standing on the page of waivers."""
    printed = io.StringIO()
    Console(file=printed, width=200).print(summary(proposed), soft_wrap=True)
    assert f"{COUNTED}; {NEW}\n" in printed.getvalue()
    write_site(proposed, tmp_path)
    for name in ("index.html", "waivers.html"):
        assert f"{COUNTED}; {NEW}" in Page(tmp_path / name).text.replace("\u200b", "")
    text = Page(tmp_path / "waivers.html").text
    assert "proposed, not approved by the organisation" in text
    assert "newly covers findings in shop; not approved in cards (card data)" in text


def test_the_files_of_programs_name_them(proposed: Assessment) -> None:
    """Markdown, table, SARIF and ASFF."""
    assert COUNTED in markdown.render(proposed)["summary.md"].decode()
    first, second = csv.render(proposed)["waivers.csv"].decode().split("W-0002,", 1)
    assert ",,,proposed,,," in first
    assert 'partly,2026-01-02,"cards: not approved there\nshop",' in second
    for files in (sarif.render(proposed), asff.render(proposed)):
        assert "proposed, not approved by the organisation" in b"".join(files.values()).decode()


def test_oscal_has_a_request_for_a_deviation(proposed: Assessment) -> None:
    """And an approval only where there is one."""
    found = {risk["title"]: risk for risk in risks(OscalSource(proposed)) if risk["title"].startswith("Waiver")}
    assert {risk["status"] for risk in found.values()} == {"deviation-requested"}
    names = {title: {prop["name"]: prop["value"] for prop in risk["props"]} for title, risk in found.items()}
    assert names["Waiver W-0001"]["approval"] == "proposed"
    assert not {"approver", "ticket", "approved"} & names["Waiver W-0001"].keys()
    assert names["Waiver W-0002"]["newly-covered"] == "cards, shop"


def test_a_bundles_statement_counts_them(assessment: Assessment, proposed: Assessment) -> None:
    """A statement that leaves it out, or says otherwise, does not agree with its assessment."""
    made = statement({}, proposed, "", [])
    stated = json.loads(made)["predicate"]["waivers"]
    assert stated == {"covering": 2, "not_approved": ["W-0001", "W-0002"]}
    assert agrees_with(made, proposed)
    assert not agrees_with(made, assessment)
    assert proposed.as_of == date(2026, 11, 23)
