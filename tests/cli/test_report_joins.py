"""``lz report --since`` and ``--evidence``, and what ``lz explain`` and ``lz controls`` do with the latter."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from landing_zone.assessment.model import Assessment
from landing_zone.cli.main import app
from landing_zone.errors import UserError
from tests.reports.conftest import assessment  # noqa: F401 - a fixture
from tests.reports.page import Page
from tests.reports.whole import agreeing


@pytest.fixture
def file(assessment: Assessment, tmp_path: Path) -> Path:  # noqa: F811
    """The small assessment as a file."""
    path = tmp_path / "assessment.json"
    path.write_text(agreeing(assessment).model_dump_json(), encoding="utf-8")
    return path


def test_an_earlier_assessment_gives_the_page_of_changes(file: Path, assessment: Assessment, tmp_path: Path) -> None:  # noqa: F811
    """A folder of an assembly, or the file itself."""
    old = tmp_path / "cdk.out"
    old.mkdir()
    passing = tuple(check.model_copy(update={"failed": (), "undetermined": ()}) for check in assessment.checks)
    held = agreeing(assessment.model_copy(update={"checks": passing}))
    (old / "assessment.json").write_text(held.model_dump_json(), encoding="utf-8")
    for since in (old, old / "assessment.json"):
        command = ["report", str(file), "--format", "site", "--since", str(since), "-o", str(tmp_path / "out")]
        assert CliRunner().invoke(app, command).exit_code == 0
        assert "worse partly met not met" in Page(tmp_path / "out" / "changes.html").text


def test_a_report_says_last_what_the_worst_stage_says(file: Path, assessment: Assessment, tmp_path: Path) -> None:  # noqa: F811
    """It ends with 0 where the reports were written, also of what does not hold."""
    done = CliRunner().invoke(app, ["report", str(file), "--format", "csv", "-o", str(tmp_path / "out")])
    assert done.exit_code == 0
    said = done.output.splitlines()
    assert "operating  not asked     Running accounts were not asked." in said
    assert said[-1] == "NOT HELD: designed, the only stage that was asked"


@pytest.mark.parametrize(
    "command",
    [["report", "{}", "-f", "site"], ["controls", "{}"], ["explain", "gdpr", "32", "--assembly", "{}"]],
    ids=["report", "controls", "explain"],
)
def test_evidence_that_is_not_there_is_told(file: Path, tmp_path: Path, command: list[str]) -> None:
    """Never a report without the evidence that was asked for."""
    words = [word.format(file) for word in command]
    done = CliRunner().invoke(app, [*words, "--evidence", str(tmp_path / "none")])
    assert done.exit_code != 0
    assert isinstance(done.exception, UserError)
    assert "no run of evidence" in str(done.exception)
