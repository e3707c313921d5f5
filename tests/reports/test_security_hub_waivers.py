"""A control of Security Hub that is switched off is an exception like any other, and shown like one."""

from __future__ import annotations

from pathlib import Path

from landing_zone.assessment.model import Assessment
from landing_zone.assessment.run_model import Provenance
from landing_zone.reports.site import write_site
from tests.reports.page import Page


def test_what_is_switched_off_is_among_the_waivers(assessment: Assessment, tmp_path: Path) -> None:
    """With its reason and days left; a report without any says so."""
    text = Page(_site(assessment, tmp_path / "without") / "waivers.html").text
    assert "None is: every control of the standards" in text

    waiver = assessment.waivers[0].model_copy(update={"id": "W-0009", "rules": ("security-hub::KMS.4",), "covers": 0})
    changed = assessment.model_copy(update={"security_hub_waivers": (waiver,)})
    text = Page(_site(changed, tmp_path / "with") / "waivers.html").text
    assert "W-0009" in text
    assert "security-hub::KMS.4" in text
    # A control that counts on it once deployed does not go on counting on it.
    assert "KMS.4 (switched off by W-0009)" in Page(tmp_path / "with" / "controls" / "key-rotation.html").text
    assert "switched off" not in Page(tmp_path / "without" / "controls" / "key-rotation.html").text


def test_the_first_page_names_the_commit_and_what_was_set_from_outside(assessment: Assessment, tmp_path: Path) -> None:
    """Policies from elsewhere, and files that are in no commit, are shown."""
    made = Provenance(
        commit="c0ffee",
        uncommitted_changes=True,
        configuration="ab" * 32,
        policies="cd" * 32,
        own_policies=False,
        overrides={"LZ_POLICIES": "/elsewhere"},
        python="3.11.7",
        packages={"checkov": "3.3.30"},
    )
    changed = assessment.model_copy(update={"provenance": made})
    site = _site(changed, tmp_path)
    for expected in ("ab" * 32, "cd" * 32, "not the policies of this project", "checkov 3.3.30"):
        assert expected in Page(site / "provenance.html").text
    text = Page(site / "index.html").text
    for expected in ("c0ffee with changes", "policies are not those of this project", "LZ_POLICIES=/elsewhere"):
        assert expected in text.replace("\u200b", "")


def _site(assessment: Assessment, folder: Path) -> Path:
    write_site(assessment, folder)
    return folder
