"""Which waivers the organisation has approved, and what they newly cover, follow from approvals and findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from landing_zone.assessment.approvals import (
    Accounts,
    newly_covered,
    not_approved,
    said_of,
    summed_up,
    why_not_approved,
    with_coverage,
    without_coverage,
)
from landing_zone.assessment.model import (
    Assessment,
    CheckEntry,
    EnvironmentEntry,
    FindingEntry,
    ResourceEntry,
    StackEntry,
)
from landing_zone.assessment.verify import Kind, unapproved
from landing_zone.assessment.waiver_entry import WaiverEntry
from landing_zone.waivers.approval import ApprovalStatus
from tests.assessment.conftest import TODAY

CARDS, SHOP = "cards", "shop"
IRELAND, PARIS = "eu-west-1", "eu-west-3"
ENVIRONMENTS = tuple(
    EnvironmentEntry(
        name=f"{name}/eu-west-1", account_id=id_, region="eu-west-1", role="workload", scope=scope, stage="production"
    )
    for name, id_, scope in ((CARDS, "1" * 12, "cde"), (SHOP, "2" * 12, "connected"))
)
RESOURCES = tuple(
    ResourceEntry(stack=s, logical_id="Q", type="T", construct_path=f"{s}/Q", environment=f"{id_}/eu-west-1")
    for s, id_ in (("Cards", "1" * 12), ("Shop", "2" * 12))
)
STACKS = (StackEntry(name="Cards", template="", digest="", account="1" * 12, region="eu-west-1", resources=1),)
APPROVED: Mapping[str, Any] = {"approver": "risk committee", "ticket": "RISK-7", "approved": date(2026, 11, 10)}


def entry(**more: Any) -> WaiverEntry:
    """A waiver that is proposed."""
    values: dict[str, Any] = {
        "id": "W-0001",
        "rules": ("checkov::A",),
        "resources": ("Cards/Q", "Shop/Q"),
        "reason": "It is needed.",
        "owner": "platform",
        "created": date(2026, 11, 1),
        "expires": date(2027, 11, 1),
        "days_left": 1,
        "compensating_control": "Another holds.",
        "covers": 2,
    }
    return WaiverEntry.model_validate(values | more)


def covering(waiver: WaiverEntry, *findings: FindingEntry, day: date = TODAY) -> WaiverEntry:
    """The waiver, where it covers findings: by default one in each account."""
    found = findings or tuple(FindingEntry(resource=place, waiver=waiver.id) for place in (0, 1))
    check = CheckEntry(rule="checkov::A", engine="checkov", passed=(), waived=found)
    (judged,) = with_coverage([waiver], day, [check], Accounts(RESOURCES, STACKS, ENVIRONMENTS))
    return judged


def facts(waiver: WaiverEntry) -> tuple[str, tuple[str, ...], tuple[str, ...], bool]:
    """What follows of an approval."""
    return waiver.approval.value, waiver.new_in, waiver.unapproved_in, waiver.is_approved


@pytest.mark.parametrize(
    ("accounts", "with_card_data", "regions", "expected"),
    [
        ((SHOP,), (CARDS,), (IRELAND,), ("approved", (), (), True)),
        ((), (CARDS,), (IRELAND,), ("partly", (SHOP,), (), True)),
        ((SHOP,), (), (IRELAND,), ("partly", (CARDS,), (CARDS,), False)),
        ((CARDS, SHOP), (), (IRELAND,), ("partly", (CARDS,), (CARDS,), False)),
        ((), (CARDS, SHOP), (IRELAND,), ("approved", (), (), True)),
        ((SHOP,), (CARDS,), (PARIS,), ("partly", *2 * ((f"{CARDS}/{IRELAND}", f"{SHOP}/{IRELAND}"),), False)),
        ((), (CARDS,), (PARIS,), ("partly", (f"{CARDS}/{IRELAND}", SHOP, f"{SHOP}/{IRELAND}"), None, False)),
        ((SHOP,), (), (PARIS,), ("partly", *2 * ((CARDS, f"{SHOP}/{IRELAND}"),), False)),
        ((), (), (), ("approved", (), (), True)),
    ],
    ids=[
        "as it is",
        "another account",
        "another account with card data",
        "card data since",
        "no card data any more",
        "another Region",
        "another account in another Region",
        "card data in another Region",
        "named resources",
    ],
)
def test_what_the_approval_does_not_name_is_new(
    accounts: tuple[str, ...], with_card_data: tuple[str, ...], regions: tuple[str, ...], expected: tuple[Any, ...]
) -> None:
    """With card data or in another Region it is not approved there."""
    approval = {"approved_in": accounts, "approved_in_cde": with_card_data, "approved_regions": regions}
    status, new, unapproved, is_approved = facts(covering(entry(**APPROVED, **approval)))
    assert (status, new, is_approved) == (expected[0], expected[1], expected[3])
    assert unapproved == (expected[2] if expected[2] is not None else tuple(p for p in expected[1] if "/" in p))


def test_no_approval_is_a_proposal() -> None:
    """Nothing is newly covered then: nothing was approved."""
    assert facts(covering(entry())) == ("proposed", (), (), False)
    assert said_of(covering(entry())) == "proposed, not approved by the organisation"


@pytest.mark.parametrize(
    ("approved_text", "expected"),
    [("", ("approved", True)), ("sha256:a", ("approved", True)), ("sha256:b", ("changed", False))],
)
def test_a_waiver_that_was_widened_is_not_what_was_approved(approved_text: str, expected: tuple[str, bool]) -> None:
    """Where its approval says what it covered: also within the accounts that the approval names."""
    waiver = covering(entry(**APPROVED, approved_in_cde=(CARDS, SHOP), text="sha256:a", approved_text=approved_text))
    assert (waiver.approval.value, waiver.is_approved) == expected
    refused = "rules, resources or environments are others" in why_not_approved(waiver, TODAY)
    assert refused is ("changed since" in said_of(waiver)) is not expected[1]


def test_an_approval_holds_up_to_its_last_day() -> None:
    """The waiver itself may hold longer."""
    waiver = entry(**APPROVED, approved_until=TODAY)
    assert facts(covering(waiver)) == ("approved", (), (), True)
    after = covering(waiver, day=date(2026, 11, 24))
    assert facts(after) == ("expired", (), (), False)
    assert "until 2026-11-23, which is past" in said_of(after)


@pytest.mark.parametrize(
    "finding",
    [
        FindingEntry(resource=0, waiver="W-0001"),
        FindingEntry(resource=None, environment="111111111111/eu-west-1", waiver="W-0001"),
        FindingEntry(resource=None, stack="Cards", waiver="W-0001"),
    ],
)
def test_a_finding_is_in_the_account_of_what_it_names(finding: FindingEntry) -> None:
    """A resource, an environment, or a stack."""
    assert covering(entry(**APPROVED, approved_in=(SHOP,)), finding).new_in == (CARDS,)


def test_another_waivers_findings_and_unknown_accounts_are_not_its() -> None:
    """Templates from elsewhere have no named accounts."""
    waiver = entry(**APPROVED, approved_in=(SHOP,))
    other = FindingEntry(resource=0, waiver="W-0002")
    unknown = FindingEntry(resource=None, stack="Elsewhere", waiver="W-0001")
    assert covering(waiver, other, unknown).new_in == ()


def test_the_policies_alone_say_nothing_of_what_is_covered() -> None:
    """So that an entry can be compared with them."""
    waiver = entry(**APPROVED, approved_in=(SHOP,))
    bare = without_coverage(waiver, TODAY)
    assert without_coverage(covering(waiver), TODAY) == bare
    assert (bare.covers, bare.approval, bare.new_in) == (0, ApprovalStatus.APPROVED, ())


@pytest.fixture
def assessed(judge: Callable[..., Assessment], framework: Callable[..., Any]) -> Callable[..., Assessment]:
    """An assessment with these waivers."""

    def assessed(*waivers: WaiverEntry) -> Assessment:
        return judge(framework(("1", "infrastructure", {})), [], []).model_copy(update={"waivers": waivers})

    return assessed


def test_they_are_counted_in_one_sentence(assessed: Callable[..., Assessment]) -> None:
    """Those that cover something; nothing is said where all are approved for what they cover."""
    proposed, new = covering(entry()), covering(entry(**APPROVED, id="W-0002", approved_in=(SHOP,)))
    idle = entry(id="W-0003", covers=0)
    good = covering(entry(**APPROVED, id="W-0004"))
    assessment = assessed(proposed, new, idle, good)
    assert [waiver.id for waiver in not_approved(assessment)] == ["W-0001", "W-0002"]
    assert newly_covered(assessment) == {"cards": ["W-0002"]}
    assert summed_up(assessment) == (
        "3 waivers, 2 not approved by the organisation: see policies/approvals.yaml; newly covered: cards (W-0002)"
    )
    assert summed_up(assessed(good, idle)) == ""
    many = good.model_copy(update={"new_in": ("a1", "a2", "a3", "a4", "a5")})
    assert summed_up(assessed(many)).endswith("a1 (W-0004), a2 (W-0004), a3 (W-0004), and 2 more")


def test_each_that_is_not_approved_is_a_reason_not_to_deploy(assessed: Callable[..., Assessment]) -> None:
    """Proposed, ended by the day of the deployment, or new in an account with card data; each with the fix."""
    ended = entry(**APPROVED, id="W-0002", approved_until=date(2026, 12, 1))
    cards = covering(entry(**APPROVED, id="W-0003", approved_in=(SHOP,)))
    shop = covering(entry(**APPROVED, id="W-0004", approved_in_cde=(CARDS,)))
    idle = entry(id="W-0005", covers=0)
    assessment = assessed(covering(entry()), covering(ended), cards, shop, idle)
    first, last = unapproved(assessment, TODAY)
    assert (first.kind, first.path) == (Kind.UNAPPROVED, "policies/approvals.yaml")
    assert first.what.startswith("W-0001 covers 2 findings, and the organisation has not approved it: approve it")
    assert (
        "W-0003 covers 2 findings, and its approval of 2026-11-10 is not for cards (card data): look at it there"
        in last.what
    )
    later = [difference.what for difference in unapproved(assessment, date(2026, 12, 2))]
    assert later[1] == "W-0002 covers 2 findings, and its approval ended on 2026-12-01: have it approved anew"
    assert len(later) == 3
