"""What each report says of a verdict that is undetermined, and of what no control examines."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from rich.console import Console

from landing_zone.assessment.model import Assessment, Outcome, Verdict
from landing_zone.console.verdict_text import summary
from landing_zone.reports import markdown, xlsx
from landing_zone.reports.site import write_site
from tests.reports.page import Page

UNEXAMINED = "1 resource of 1 type is examined by no control"


@pytest.fixture(scope="module")
def undetermined(assessment: Assessment) -> Assessment:
    """The small assessment, with nothing that fails."""
    verdict = Verdict(
        held=False, outcome=Outcome.UNDETERMINED, passed=12, failed=0, waived=3, undetermined=2, unexamined=1
    )
    return assessment.model_copy(update={"verdict": verdict})


@pytest.fixture(scope="module")
def pages(undetermined: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its site."""
    folder = tmp_path_factory.mktemp("undetermined")
    write_site(undetermined, folder)
    return folder


def test_the_terminal(undetermined: Assessment, assessment: Assessment) -> None:
    """A third word beside held and not held, and what no control examines."""
    text = summary(undetermined).plain
    assert text.startswith("UNDETERMINED  12 checks passed, 0 failed, 2 undetermined")
    assert UNEXAMINED in text.splitlines()
    assert summary(assessment).plain.startswith("NOT HELD ")
    assert UNEXAMINED not in summary(assessment.model_copy(update={"unexamined": ()})).plain
    Console(file=io.StringIO()).print(summary(undetermined))


def test_the_site(pages: Path) -> None:
    """On the first page and in each page's foot; what no control examines by type, on the page of gaps."""
    index = Page(pages / "index.html").text
    assert "Undetermined by design. 12 findings pass, 0 fail, 2 are undetermined, 3 are waived." in index
    assert f"{UNEXAMINED}: see what is not covered" in index
    gaps = Page(pages / "gaps.html").text
    assert ": UNDETERMINED by design, as of" in gaps
    assert "Type Resources AWS::KMS::Key 1" in gaps


def test_the_summary_of_a_pull_request(undetermined: Assessment) -> None:
    """Its heading, and the types."""
    text = markdown.render(undetermined)["summary.md"].decode()
    assert text.startswith("## Compliance: UNDETERMINED\n")
    assert f"{UNEXAMINED}: AWS::KMS::Key (1)." in text


def test_the_workbook(undetermined: Assessment) -> None:
    """In the summary's sheet."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(undetermined)["landing-zone.xlsx"]))
    rows = {row[0].value: row[1].value for row in book["Summary"].iter_rows()}
    assert rows["Verdict"] == "undetermined"
    assert rows["Resources that no control examines"] == 1
    assert rows["Examined by no control: AWS::KMS::Key"] == 1
