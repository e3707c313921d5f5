"""What waivers newly cover is reported, and does not by itself make a requirement worse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from landing_zone.assessment.model import Assessment, EnvironmentEntry, RequirementStatus
from landing_zone.assessment.waiver_entry import WaiverEntry
from landing_zone.diff.answers import requirement_changes
from landing_zone.diff.exceptions import waiver_changes
from landing_zone.diff.markdown import markdown
from landing_zone.diff.model import Difference, Direction
from landing_zone.waivers.approval import ApprovalStatus
from tests.assessment.conftest import assembly, control, finding, framework, judge  # noqa: F401 - fixtures

Judged = Callable[..., Assessment]
BUCKETS = ("pass checkov::A Logs/Bucket", "pass checkov::A Data/Bucket")
WAIVED = "waived checkov::A Data/Bucket"


@pytest.fixture
def judged(
    judge: Callable[..., Assessment],  # noqa: F811
    framework: Callable[..., Any],  # noqa: F811
    control: Callable[..., Any],  # noqa: F811
    finding: Callable[..., Any],  # noqa: F811
) -> Judged:
    """Judge findings of two controls, each of which answers a requirement; with a waiver where one is given."""

    def judged(*findings: str, waiver: WaiverEntry | None = None) -> Assessment:
        requirements = framework(("1", "infrastructure", {}), ("2", "infrastructure", {}))
        found = [finding(text) for text in findings]
        assessment: Assessment = judge(requirements, [control("a", "1"), control("b", "2")], found)
        account = EnvironmentEntry(
            name="cards/eu-west-1", account_id="1" * 12, region="eu-west-1", role="workload", scope="cde", stage="x"
        )
        waivers = (waiver,) if waiver else ()
        return assessment.model_copy(update={"waivers": waivers, "environments": (account,)})

    return judged


def entry(**more: Any) -> WaiverEntry:
    """A waiver."""
    values: dict[str, Any] = {
        "id": "W-0001",
        "rules": ("checkov::A",),
        "resources": ("Data/Bucket/Resource",),
        "reason": "It is needed.",
        "owner": "platform",
        "created": date(2026, 11, 1),
        "expires": date(2027, 11, 1),
        "days_left": 1,
        "compensating_control": "Another holds.",
        "covers": 1,
    }
    return WaiverEntry.model_validate(values | more)


def difference(old: Assessment, new: Assessment) -> Difference:
    """The parts that waivers have a say in."""
    waivers = waiver_changes(old, new)
    return Difference(old="old", new="new", requirements=requirement_changes(old, new), waivers=waivers)


def test_a_waiver_that_is_added_is_reported_and_is_not_worse(judged: Judged) -> None:
    """The requirement's status falls by it alone: the exit code stays 0."""
    found = difference(judged(*BUCKETS), judged(BUCKETS[0], WAIVED, waiver=entry()))
    (change,) = found.requirements
    assert (change.id, change.before, change.after, change.direction) == (
        "1",
        "checked",
        "partly-met",
        Direction.WAIVED,
    )
    assert not found.worse
    (waiver,) = found.waivers
    assert (waiver.change, waiver.newly_covers, waiver.accounts, waiver.after) == ("new", 1, ("cards",), "proposed")
    text = markdown(found)
    assert "1 waived, 1 waiver added" in text
    assert "| new | W-0001 | 1 finding in cards | proposed |" in text


def test_nothing_passes_but_by_a_waiver(judged: Judged) -> None:
    """Where all findings of a control are waived, too."""
    found = difference(judged(BUCKETS[0]), judged("waived checkov::A Logs/Bucket", waiver=entry()))
    assert [(c.after, c.direction) for c in found.requirements] == [("waived", Direction.WAIVED)]


@pytest.mark.parametrize(
    "more",
    [
        ("fail checkov::A Logs/AKey",),
        ("fail checkov::A Data/Bucket",),
        ("undetermined checkov::A Logs/AKey",),
    ],
)
def test_a_failure_beside_it_is_worse(judged: Judged, more: tuple[str, ...]) -> None:
    """A waiver hides no failure of the same control."""
    found = difference(judged(*BUCKETS), judged(BUCKETS[0], WAIVED, *more, waiver=entry()))
    assert [(c.id, c.direction) for c in found.requirements] == [("1", Direction.WORSE)]
    assert found.worse


def test_another_requirement_is_worse_as_before(judged: Judged) -> None:
    """One whose controls no waiver newly covers."""
    old = judged(*BUCKETS, "pass checkov::B Logs/AKey")
    new = judged(BUCKETS[0], WAIVED, "fail checkov::B Logs/AKey", waiver=entry())
    assert {c.id: c.direction for c in requirement_changes(old, new)} == {"1": Direction.WAIVED, "2": Direction.WORSE}


def test_only_what_its_controls_explain_is_excused(judged: Judged) -> None:
    """A status that another version gave, and that this one would not, stays worse."""
    new = judged(BUCKETS[0], WAIVED, "pass checkov::B Logs/AKey", waiver=entry())
    (framework_,) = new.frameworks
    requirements = tuple(
        r.model_copy(update={"status": RequirementStatus.NOT_MET}) if r.id == "2" else r
        for r in framework_.requirements
    )
    new = new.model_copy(update={"frameworks": (framework_.model_copy(update={"requirements": requirements}),)})
    old = judged(*BUCKETS, "pass checkov::B Logs/AKey")
    assert {c.id: c.direction for c in requirement_changes(old, new)} == {"1": Direction.WAIVED, "2": Direction.WORSE}


def test_what_was_waived_before_is_not_new(judged: Judged) -> None:
    """Nor is a check that passed before and is gone excused by an old waiver."""
    old = judged(*BUCKETS[:1], WAIVED, "pass checkov::B Logs/AKey", waiver=entry())
    new = judged(*BUCKETS[:1], WAIVED, "fail checkov::B Logs/AKey", waiver=entry())
    found = difference(old, new)
    assert found.waivers == ()
    assert [(c.id, c.direction) for c in found.requirements] == [("2", Direction.WORSE)]


def test_what_a_waiver_newly_covers_is_a_line(judged: Judged) -> None:
    """With the accounts, and those in which it is not approved."""
    partly = {"approver": "risk", "ticket": "R-1", "approved": date(2026, 11, 2), "approved_in": ("shop",)}
    old = judged(*BUCKETS, waiver=entry(**partly, approval=ApprovalStatus.APPROVED, covers=0))
    after = entry(**partly, approval=ApprovalStatus.PARTLY, new_in=("cards",), unapproved_in=("cards",))
    text = markdown(difference(old, judged(BUCKETS[0], WAIVED, waiver=after)))
    line = "| changed | W-0001 | 1 finding in cards | approved became partly; not approved in cards (card data) |"
    assert line in text
    assert "1 waiver covers more" in text


def test_a_place_that_an_approval_is_no_longer_for_is_a_line(judged: Judged) -> None:
    """A Region that is added beside another, or card data in an account, though nothing else changes."""
    partly = {"approver": "risk", "ticket": "R-1", "approval": ApprovalStatus.PARTLY}
    first = judged(BUCKETS[0], WAIVED, waiver=entry(**partly, new_in=("shop",)))
    then = judged(
        BUCKETS[0], WAIVED, waiver=entry(**partly, new_in=("shop",), unapproved_in=("cards", "shop/eu-west-3"))
    )
    (change,) = waiver_changes(first, then)
    assert (change.change, change.newly_covers, change.unapproved_in) == ("changed", 0, ("cards", "shop/eu-west-3"))
    assert "not approved in cards (card data), shop/eu-west-3 (another Region)" in markdown(difference(first, then))


def test_one_that_is_gone_or_approved_is_a_line(judged: Judged) -> None:
    """Approvals are decisions too."""
    (gone,) = waiver_changes(judged(*BUCKETS, waiver=entry(covers=0)), judged(*BUCKETS))
    assert (gone.change, gone.before, gone.after) == ("gone", "proposed", "")
    approved = entry(approver="risk", ticket="R-1", approval=ApprovalStatus.APPROVED)
    old, new = (judged(BUCKETS[0], WAIVED, waiver=waiver) for waiver in (entry(), approved))
    (changed,) = waiver_changes(old, new)
    assert (changed.change, changed.before, changed.after) == ("changed", "proposed", "approved")
    assert waiver_changes(new, new) == ()
