"""What the check of a presence met, on pages and in ``lz explain``."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from landing_zone.assessment.model import Assessment
from landing_zone.cli.commands.explanation import Explanation
from landing_zone.reports.claims import PASSED, Claims
from landing_zone.reports.site import write_site
from landing_zone.reports.view import View
from tests.reports.page import Page

RULE = "assertion::key-rotation.on"
NOTHING_SEEN = "No check of this page looked at a single resource."


def test_a_presence_shows_the_resources_that_it_met(assessment: Assessment, tmp_path: Path) -> None:
    """On the control's page, by resource, by environment, and in the terminal; before, the page said that none was."""
    place = "environment 555555555555/eu-west-1"
    checks = tuple(
        check.model_copy(
            update={"passed": (), "elsewhere": (place,), "met": (1,)}
            if check.rule == RULE
            else {"passed": (), "elsewhere": ()}
        )
        for check in assessment.checks
    )
    met = assessment.model_copy(update={"checks": checks})
    (control,) = [entry for entry in met.controls if entry.id == "key-rotation"]
    write_site(met, tmp_path / "site")
    page = Page(tmp_path / "site" / "controls" / "key-rotation.html").text
    assert NOTHING_SEEN not in page
    assert "Logs/Key/Resource 1 0 0 0 0" in page
    assert dict(Claims(met).of_resource[1])[RULE] == PASSED
    assert View(met).reach.of_control["key-rotation"] == {"555555555555/eu-west-1"}
    printed = io.StringIO()
    Explanation(Console(file=printed, width=1000), met, every=True).of_control(control)
    text = printed.getvalue()
    assert f"{RULE}  1 passed  Each key rotates." in text
    assert "holds by: Logs/Key/Resource" in text
