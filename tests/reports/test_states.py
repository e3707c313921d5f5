"""What the pages say of controls that watch, are waived in part, or search; and of requirements that rest on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from landing_zone.assessment.model import Assessment, ControlStatus, RequirementStatus
from landing_zone.reports.site import write_site
from landing_zone.reports.view import View
from tests.reports.conftest import HOSTILE
from tests.reports.said import Said
from tests.reports.states import DENIED, FRAMEWORK, MIRRORED, WATCHED, every_status, in_operation


@pytest.fixture(scope="module")
def states(assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of every status, without evidence."""
    folder = tmp_path_factory.mktemp("states") / "site"
    write_site(every_status(assessment), folder)
    return folder


def requirement(site: Path, id_: str) -> Said:
    """A requirement's page."""
    return Said(site / "requirements" / FRAMEWORK / f"{id_}.html")


def test_a_watched_control_says_that_it_only_watches(states: Path) -> None:
    """Its title is of that kind; what is to hold, and what watches it, is on its page; nothing is said to hold it."""
    page = Said(states / "controls" / "logins-watched.html")
    assert WATCHED in page.sections
    assert "What is to hold Each user has a second factor" in page.text
    assert "Nothing in the templates makes it so." in page.sections["What would hold it"]
    assert "A rule looks for it." in page.sections["What watches it"]
    text = requirement(states, "8.4.1").text
    assert f"1 control would find a deviation once deployed; nothing in the templates prevents one: {WATCHED}" in text
    assert "answers it by" not in text


def test_answers_hold_what_was_watched(assessment: Assessment, tmp_path: Path) -> None:
    """Then the page says what is to hold, and that accounts answered."""
    write_site(in_operation(assessment, HOSTILE), tmp_path / "site")
    page = Said(tmp_path / "site" / "controls" / "logins-watched.html")
    assert "Each user has a second factor" in page.sections
    assert "4 answers of running accounts pass." in " ".join(page.sections["What holds it"].split())
    assert page.terms["Designed"].statuses == [ControlStatus.WATCHED]


def test_a_search_names_what_it_searched(states: Path) -> None:
    """The number of templates and the types of which they have none; the search itself is not a place."""
    said = " ".join(Said(states / "controls" / "no-open-ports.html").sections["What holds it"].split())
    assert said == "A search of 2 templates found none of: AWS::EC2::NetworkAclEntry"


def test_a_waiver_covers_named_findings_and_no_more(states: Path) -> None:
    """The requirement is partly met, and says which findings of which control are waived."""
    page = requirement(states, "8.3")
    assert page.statuses[0] == RequirementStatus.PARTLY_MET
    assert page.terms["Waivers"].text.startswith(
        "W-0003, until 2026-11-24: covers 1 finding on 1 resource of Copies are locked"
    )
    assert "../../waivers.html#W-0003" in page.links


def test_a_requirement_with_parts_has_all_of_its_own(states: Path) -> None:
    """What stays open, owner and evidence; and its parts. What found nothing to judge is not among its answers."""
    page = requirement(states, "8.3")
    assert page.terms["What stays open"].text == "W-0003 covers 1 finding of 'Copies are locked'.Restores."
    assert page.terms["Typical owner"].text == "Head of copies"
    assert page.terms["Evidence usually asked for"].text == "The list of copies."
    assert "8.3.1What 8.3.1 asks" in page.sections["Parts"]
    assert "The landing zone answers it by 1 control:" in page.text
    assert "1 control found nothing to judge here, and does not answer it:" in page.text
    tree = Said(states / "frameworks" / f"{FRAMEWORK}.html")
    row = next(row for row in tree.rows if row.get("Id") and row["Id"].text == "8.3")
    assert "copies-locked (with waivers), waf-rules (nothing to judge)" in " ".join(
        row["Controls, and what is below by status"].text.split()
    )


def test_what_does_not_apply_and_what_is_superseded(states: Path) -> None:
    """The reason, the fact and the successor; neither stages nor checks, which would read as an answer."""
    page = requirement(states, "A1.1")
    assert DENIED in page.sections["Why it does not apply"]
    assert "entity.multi_tenant" in page.terms["Whether it applies"].text
    page = requirement(states, "8.3.10")
    assert "../../requirements/pci-dss-4.0.1/8.4.1.html" in page.links
    assert "since 2025-03-31" in " ".join(page.sections["Superseded"].split())
    assert "Designed" not in page.terms


def test_counts_below_leave_headings_and_superseded_ones_out(assessment: Assessment) -> None:
    """A requirement with parts counts once for itself, and its parts for themselves."""
    counts = View(every_status(assessment)).counts_below(FRAMEWORK, "8")
    assert {status: number for status, number in counts.items() if number} == {
        RequirementStatus.PARTLY_MET: 1,
        RequirementStatus.CHECKED: 1,
        RequirementStatus.RUN_TIME_ONLY: 1,
    }


def test_facts_that_are_not_known_are_among_the_gaps(states: Path) -> None:
    """They may make requirements inapplicable, so the reader learns which are judged as if they applied."""
    assert "Facts that are not known" in Said(states / "gaps.html").sections


def _shape_of(page: Said) -> str:
    return " ".join(page.sections["What this shape leaves out"].split())


def test_what_the_shape_does_not_have_is_on_the_first_page(states: Path) -> None:
    """Each with where, its controls and its requirements, in one sentence and in a table."""
    page = Said(states / "index.html")
    assert "This shape lacks mirror; trail, detector existed before; 3 requirements say so" in page.text
    rows = [
        [" ".join(cell.text.split()) for cell in row.values()] for row in page.rows if "Requirements that say so" in row
    ]
    assert rows == [
        ["The zone has no mirror Region (regions.mirror)", "the whole zone", "logs-mirrored", f"{FRAMEWORK}: 11.2"],
        ["The trail existed before (existing.trail)", "the whole zone", "trail-made", f"{FRAMEWORK}: 11.3"],
        [
            "GuardDuty's detector existed before (existing.detector)",
            "cde-production/eu-west-1",
            "detector-on",
            f"{FRAMEWORK}: 11.1",
        ],
    ]


def test_a_control_that_is_not_in_this_shape_says_why(states: Path) -> None:
    """It never reads as if there were nothing to judge; what existed before refers to evidence; nothing holds it."""
    for id_, why in (("logs-mirrored", "no mirror Region"), ("trail-made", "trail existed before")):
        page = Said(states / "controls" / f"{id_}.html")
        assert page.statuses[0] == ControlStatus.NOT_IN_THIS_SHAPE
        assert why in page.sections["What would hold it"]
        assert "It is asked nowhere." in _shape_of(page)
        assert ("only running accounts do" in _shape_of(page)) is (id_ == "trail-made")
        assert "to judge" not in page.sections["What would hold it"]
        assert "found no resource to judge" not in page.text
        assert "No check is possible" not in page.text


def test_a_control_that_is_partly_left_out_names_the_environments(states: Path) -> None:
    """It is held by what holds it elsewhere."""
    page = Said(states / "controls" / "detector-on.html")
    assert page.statuses[0] == ControlStatus.HELD
    assert "It is not asked in cde-production/eu-west-1." in _shape_of(page)
    assert "detector existed before (existing.detector)" in requirement(states, "11.1").text


def test_a_requirement_says_what_is_not_in_this_shape(states: Path) -> None:
    """Not the control's statement, which is not true here."""
    page = requirement(states, "11.2")
    assert page.terms["Not in this shape of the zone"].text == "The zone has no mirror Region (regions.mirror)."
    assert "1 control is not in this shape of the zone, so no template answers it:" in page.text
    assert f"{MIRRORED}, always." not in page.text
    assert "Not in this shape of the zone" not in requirement(states, "8.3").terms
