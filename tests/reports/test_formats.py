"""What holds for every report format: golden file, same bytes, the truth about each outcome, nothing in scope."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import openpyxl
import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.errors import UserError
from landing_zone.reports.encode import Files
from landing_zone.reports.registry import DEFAULT, EVERY, FORMATS, chosen
from tests.reports.outcomes import DECISION, OUTCOMES, READERS, SAID, with_outcome

GOLDEN = Path(__file__).parent / "golden"
UPDATE = "LZ_UPDATE_GOLDEN=1 .venv/bin/python -m pytest tests/reports/test_formats.py -k golden"
"""Writes the golden files anew; look at the difference before you commit it."""
TELLING = {
    "asff": "555555555555-eu-west-1-001.json",
    "csv": "findings.csv",
    "junit": "landing-zone.xml",
    "markdown": "summary.md",
    "ocsf": "compliance-findings.jsonl",
    "oscal": "assessment-results.json",
    "sarif": "landing-zone.sarif",
    "xlsx": "landing-zone.xlsx",
}
"""The file of each format that its golden file is of."""


@pytest.fixture(scope="module", params=FORMATS)
def name(request: pytest.FixtureRequest) -> str:
    """Each format."""
    return str(request.param)


def _as_text(files: Files, name: str) -> bytes:
    """Return the file to compare; a workbook as its cells, since archives differ between versions of zlib."""
    content = files[TELLING[name]]
    if name != "xlsx":
        return content
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    return (json.dumps(cells, ensure_ascii=False, indent=1) + "\n").encode()


def test_golden_file(assessment: Assessment, name: str) -> None:
    """A format changes only when somebody wants it to; a new one brings its golden file."""
    content = _as_text(FORMATS[name].render(assessment), name)
    suffix = "json" if name == "xlsx" else TELLING[name].rpartition(".")[2]
    golden = GOLDEN / f"{name}.{suffix}"
    if os.environ.get("LZ_UPDATE_GOLDEN"):
        golden.write_bytes(content)
    assert content == golden.read_bytes(), f"to update: {UPDATE}"


def test_the_same_assessment_gives_the_same_bytes(assessment: Assessment, name: str) -> None:
    """Also when the assessment was read from its file in between."""
    again = Assessment.model_validate_json(assessment.model_dump_json())
    assert FORMATS[name].render(again) == FORMATS[name].render(assessment)


@pytest.mark.parametrize("outcome", range(len(OUTCOMES)), ids=OUTCOMES)
def test_each_outcome_is_shown_as_it_is(assessment: Assessment, name: str, outcome: int) -> None:
    """A failure fails, a waived finding is waived, what is undetermined is never a pass, advice is not a failure."""
    changed = with_outcome(assessment, OUTCOMES[outcome])
    assert READERS[name](FORMATS[name].render(changed)) == SAID[name][outcome]


def test_an_overruled_finding_gives_reason_and_source(assessment: Assessment, name: str) -> None:
    """In each format, with the assertion that decides."""
    content = _as_text(FORMATS[name].render(with_outcome(assessment, "overruled")), name).decode()
    plain = content.replace("\\", "").replace("<!-- -->", "")  # without the marks that Markdown needs
    assert f"Overruled by {DECISION.assertion}: {DECISION.reason} Source: {DECISION.source}" in plain


def test_what_nothing_is_in_scope_of_is_written_too(assessment: Assessment, name: str) -> None:
    """Templates from elsewhere may have no framework, control or waiver; OSCAL alone has nothing to say then."""
    empty: dict[str, object] = dict.fromkeys(
        ("frameworks", "controls", "checks", "waivers", "environments", "not_judged", "resources", "engines"), ()
    )
    bare = assessment.model_copy(update=empty | {"organisation": "", "of_this_zone": False})
    if name == "oscal":
        with pytest.raises(UserError, match="no framework is in scope"):
            FORMATS[name].render(bare)
    else:
        assert list(FORMATS[name].render(bare))


def test_formats_are_named_with_commas() -> None:
    """In any order, with spaces; each once; the site first."""
    assert chosen("csv, site,csv") == ("site", "csv")
    assert chosen("all") == EVERY
    assert chosen(",".join(DEFAULT)) == DEFAULT


@pytest.mark.parametrize("names", ["docx", "site,docx", "", ","])
def test_an_unknown_format_is_refused(names: str) -> None:
    """The error names all that are known."""
    with pytest.raises(UserError) as caught:
        chosen(names)
    assert "oscal" in caught.value.allowed
    assert caught.value.fix


def test_no_format_is_in_the_place_of_the_site(site: Path) -> None:
    """A format's folder never meets one of the site's pages."""
    assert not {path.name for path in site.iterdir()} & set(FORMATS)
