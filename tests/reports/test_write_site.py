"""Writing the site: where it may be written, and that it is the same each time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.errors import UserError
from landing_zone.reports.site import write_site

GOLDEN = Path(__file__).parent / "golden"
UPDATE = "LZ_UPDATE_GOLDEN=1 .venv/bin/python -m pytest tests/reports/test_write_site.py -k golden"
"""Writes the golden files anew; look at the difference before you commit it."""


def _files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_same_assessment_gives_the_same_bytes(assessment: Assessment, site: Path, tmp_path: Path) -> None:
    """Two runs differ in nothing, also when the assessment was read from its file in between."""
    again = Assessment.model_validate_json(assessment.model_dump_json())
    count = write_site(again, tmp_path / "again")
    assert _files(tmp_path / "again") == _files(site)
    assert count == len(list(site.rglob("*.html")))


@pytest.mark.parametrize("name", ["index.html", "requirements/pci-dss-4.0.1/10.3.4.html", "stacks/Logs.html"])
def test_golden_pages(site: Path, name: str) -> None:
    """A page changes only when somebody wants it to."""
    golden = GOLDEN / Path(name).name
    if os.environ.get("LZ_UPDATE_GOLDEN"):
        golden.write_bytes((site / name).read_bytes())
    assert (site / name).read_text(encoding="utf-8") == golden.read_text(encoding="utf-8"), f"to update: {UPDATE}"


def test_an_earlier_report_is_replaced_whole(assessment: Assessment, tmp_path: Path) -> None:
    """A page of the last report that has no successor does not stay behind."""
    write_site(assessment, tmp_path / "report")
    old = tmp_path / "report" / "controls" / "gone.html"
    old.write_text("old", encoding="utf-8")
    write_site(assessment, tmp_path / "report")
    assert not old.exists()
    assert (tmp_path / "report" / "index.html").is_file()


def test_a_folder_with_other_things_is_refused(assessment: Assessment, tmp_path: Path) -> None:
    """Nothing of the user's is deleted: a folder that no report was written into stays as it is."""
    kept = tmp_path / "thesis.txt"
    kept.write_text("work of years", encoding="utf-8")
    with pytest.raises(UserError, match="not an earlier report") as caught:
        write_site(assessment, tmp_path)
    assert caught.value.file == str(tmp_path)
    assert caught.value.fix
    assert _files(tmp_path) == {"thesis.txt": b"work of years"}


def test_an_empty_folder_is_taken(assessment: Assessment, tmp_path: Path) -> None:
    """A user who made the folder first is not refused."""
    assert write_site(assessment, tmp_path) > 0


def test_a_file_in_place_of_the_folder_is_refused(assessment: Assessment, tmp_path: Path) -> None:
    """What cannot be written is an error that names the place."""
    (tmp_path / "report").write_text("a file", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be written"):
        write_site(assessment, tmp_path / "report")


def test_ids_that_give_one_name_are_refused(assessment: Assessment, tmp_path: Path) -> None:
    """No page silently takes the place of another, also on disks that ignore case."""
    framework = assessment.frameworks[1]
    twin = framework.requirements[2].model_copy(update={"id": "32[1](A)", "parent": None})
    more = framework.model_copy(update={"requirements": (*framework.requirements, twin)})
    with pytest.raises(UserError, match="two pages would have the name"):
        write_site(assessment.model_copy(update={"frameworks": (more,)}), tmp_path / "report")


def test_an_assessment_with_nothing_in_it_is_rendered(assessment: Assessment, tmp_path: Path) -> None:
    """Templates from elsewhere may have no framework, control, waiver or environment: the pages say so in words."""
    bare = assessment.model_copy(
        update={
            "organisation": "",
            "frameworks": (),
            "controls": (),
            "checks": (),
            "waivers": (),
            "environments": (),
            "not_judged": (),
        }
    )
    write_site(bare, tmp_path / "report")
    index = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "Templates from elsewhere" in index
    assert "No framework is in scope." in index
    assert "None: no control was judged." in index
    assert "There are none:" in (tmp_path / "report" / "waivers.html").read_text(encoding="utf-8")
