"""``lz report --format``: which files it writes, where, and what it refuses."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.reports.registry import DEFAULT, FORMATS, SITE
from tests.conftest import Run
from tests.reports.conftest import assessment  # noqa: F401 - a fixture
from tests.reports.whole import agreeing

LZ = Path(sys.executable).with_name("lz")
Command = Callable[..., Run]


@pytest.fixture
def file(assessment: Assessment, tmp_path: Path) -> Path:  # noqa: F811
    """The small assessment as a file: quicker than a synth."""
    path = tmp_path / "assessment.json"
    path.write_text(agreeing(assessment).model_dump_json(), encoding="utf-8")
    return path


def test_every_format_is_written_twice_the_same(file: Path, run: Command, tmp_path: Path) -> None:
    """Each in a folder of its name beside the site, byte for byte, in another process."""
    for name in ("one", "other"):
        done = run(LZ, "report", file, "--format", "all", "--to", tmp_path / name)
        assert done.code == 0, done.err
    written = {p.relative_to(tmp_path / "one"): p.read_bytes() for p in (tmp_path / "one").rglob("*") if p.is_file()}
    again = {p.relative_to(tmp_path / "other"): p.read_bytes() for p in (tmp_path / "other").rglob("*") if p.is_file()}
    assert written == again
    assert {path.parts[0] for path in written} >= {*FORMATS, "index.html"}


def test_what_is_quick_is_written_without_a_word(file: Path, run: Command, tmp_path: Path) -> None:
    """The site and the quick formats; the command says where each is."""
    done = run(LZ, "report", file, "--to", tmp_path / "out")
    assert done.code == 0, done.err
    folders = {name for name in FORMATS if (tmp_path / "out" / name).is_dir()}
    assert folders == set(DEFAULT) - {SITE}
    for name in folders:
        assert str(tmp_path / "out" / name) in done.out


def test_an_assessment_without_its_assembly_is_read_and_said_to_be_so(file: Path, run: Command, tmp_path: Path) -> None:
    """What can be computed again is; that no seal was asked is on standard error."""
    assert "has no assembly beside it" in run(LZ, "report", file, "-f", "csv", "-o", tmp_path / "out").err
    lie = file.read_text(encoding="utf-8").replace('"status":"not-held"', '"status":"held"')
    file.write_text(lie, encoding="utf-8")
    done = run(LZ, "report", file, "-f", "csv", "-o", tmp_path / "out")
    assert done.code == 2
    assert "the control logs-kept is stated as held, and its checks make it not-held" in done.err


def test_one_format_alone_replaces_an_earlier_report_whole(file: Path, run: Command, tmp_path: Path) -> None:
    """Files of two assessments are never in one folder."""
    assert run(LZ, "report", file, "-f", "csv,junit", "-o", tmp_path / "out").code == 0
    assert run(LZ, "report", file, "-f", "csv", "-o", tmp_path / "out").code == 0
    assert {path.name for path in (tmp_path / "out").iterdir() if path.is_dir()} == {"csv"}


def test_an_unknown_format_is_told_before_anything_is_touched(file: Path, run: Command, tmp_path: Path) -> None:
    """Exit code 2, every known one, no traceback, and an earlier report stays."""
    assert run(LZ, "report", file, "-f", "csv", "-o", tmp_path / "out").code == 0
    done = run(LZ, "report", file, "-f", "csv,docx", "-o", tmp_path / "out")
    assert done.code == 2
    assert "docx" in done.err
    assert "oscal" in done.err
    assert "Traceback" not in done.err
    assert (tmp_path / "out" / "csv" / "findings.csv").is_file()


def test_a_folder_with_other_things_is_refused(file: Path, run: Command, tmp_path: Path) -> None:
    """As the site does."""
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "x.txt").write_text("work of years", encoding="utf-8")
    done = run(LZ, "report", file, "-f", "csv", "-o", tmp_path / "thesis")
    assert done.code == 2
    assert [path.name for path in (tmp_path / "thesis").iterdir()] == ["x.txt"]


def test_other_commands_do_not_wait_for_trestle(run: Command) -> None:
    """Nor for the library of the workbook: formats are imported when they are asked for."""
    code = (
        "import landing_zone.cli.main, sys; print([m for m in ('trestle', 'xlsxwriter', 'boto3') if m in sys.modules])"
    )
    assert run(sys.executable, "-c", code).out.strip() == "[]"
