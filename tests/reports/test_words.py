"""What could not be decided is *undetermined* in every output of an assessment, and has no other name there."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from landing_zone.assessment.model import Assessment
from landing_zone.assessment.read import read_assessment
from landing_zone.assessment.write import render
from landing_zone.cli.main import app
from landing_zone.console.verdict_text import print_verdict
from landing_zone.reports.registry import FORMATS
from tests.reports.conftest import HOSTILE
from tests.reports.page import Page
from tests.reports.whole import whole

_OTHER_NAMES = re.compile(r"(could(n't| not)|can(not|'t)|not) (be )?t(ell|old)\b|unknowns?\b|\bmend", re.IGNORECASE)
_TEXT_FORMATS = ("asff", "csv", "junit", "markdown", "ocsf", "oscal", "sarif")


def _terminal(assessment: Assessment, file: Path) -> str:
    printed = io.StringIO()
    print_verdict(assessment, Console(file=printed, width=200))
    file.write_text(render(assessment), encoding="utf-8")  # read without its seal: no synth joins evidence
    commands = [["controls", str(file)], *(["explain", c.id, "--assembly", str(file)] for c in assessment.controls)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("landing_zone.cli.commands.options.asked", lambda path: (read_assessment(path), True))
        for command in commands:
            done = CliRunner().invoke(app, command)
            assert done.exit_code == 0, done.output
            printed.write(done.output)
    return printed.getvalue()


@pytest.fixture(scope="module")
def texts(assessment: Assessment, whole_site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every text about the assessment and its evidence, by output."""
    everything = whole(assessment, HOSTILE)
    found = {"terminal": _terminal(everything, tmp_path_factory.mktemp("words") / "assessment.json")}
    found["json"] = render(everything)
    found["site"] = " ".join(Page(page).text for page in sorted(whole_site.rglob("*.html")))
    for name in _TEXT_FORMATS:
        files = FORMATS[name].render(everything)
        found[name] = "\n".join(content.decode() for content in files.values())
    return found


@pytest.mark.parametrize("where", ["terminal", "json", "site", *_TEXT_FORMATS])
def test_the_state_has_one_name(where: str, texts: dict[str, str]) -> None:
    """The fixture has an undetermined finding and an undetermined answer, so each output names the state."""
    assert "undetermined" in texts[where].lower()
    assert [found.group() for found in _OTHER_NAMES.finditer(texts[where])] == []
