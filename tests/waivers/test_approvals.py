"""The organisation's approvals of waivers: each mistake is refused with its line; a right one is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from landing_zone.assessment.read import read_assessment
from landing_zone.config import load_landing_zone
from landing_zone.config.landing_zone import LandingZone
from landing_zone.errors import CombinedUserError, UserError
from landing_zone.files.policies_folder import policy_sources
from landing_zone.gate.judge import load_policies
from landing_zone.waivers.approval import Approval
from landing_zone.waivers.approvals import with_approvals
from landing_zone.waivers.placed import placed
from landing_zone.waivers.validation import MAXIMUM_DAYS
from landing_zone.waivers.waivers import Waivers
from tests.waivers.conftest import TODAY

With = Callable[..., Waivers]
PROPOSED: dict[str, Any] = {"approver": None, "ticket": None}
EACH: dict[str, Any] = {
    **PROPOSED,
    "id": "W-0002",
    "resources": ["Baseline-${environment}/Queue/Resource"],
    "in_each_environment": {},
}
OWN = "W-0100"
"""Where the ids of those begin that an organisation writes itself."""
VALID: dict[str, Any] = {
    "waiver": "W-0001",
    "approver": "risk committee",
    "ticket": "RISK-7",
    "approved": date(2026, 11, 10),
}


@pytest.fixture
def approved(waivers_with: With, tmp_path: Path) -> Callable[..., Waivers]:
    """Load two proposed waivers, the second of every environment, with valid approvals of which some fields changed."""

    def load(*changes: dict[str, Any], waivers: tuple[dict[str, Any], ...] = (PROPOSED, EACH)) -> Waivers:
        entries = [{k: v for k, v in {**VALID, **change}.items() if v is not None} for change in changes]
        path = tmp_path / "approvals.yaml"
        path.write_text(yaml.safe_dump({"approvals": entries}, sort_keys=False), encoding="utf-8")
        return with_approvals(waivers_with(*waivers), path, TODAY)

    return load


def test_an_approval_is_found(approved: Callable[..., Waivers]) -> None:
    """A waiver has that of the file, its own, or none."""
    own = {"id": "W-0003", "resources": ["Other/Bucket/Resource"]}
    waivers = approved({"expires": date(2027, 6, 1)}, waivers=(PROPOSED, EACH, own))
    first, second, third = waivers.entries
    assert waivers.approval(first) == Approval(**VALID, expires=date(2027, 6, 1))
    assert waivers.approval(second) is None
    itself = waivers.approval(third)
    assert itself is not None
    assert (itself.approver, itself.ticket, itself.approved) == ("security-office", "SEC-101", date(2026, 11, 1))


def test_no_file_and_no_entry_approve_nothing(waivers_with: With, approved: Callable[..., Waivers]) -> None:
    """The waivers are proposals then."""
    for waivers in (approved(), with_approvals(waivers_with(PROPOSED), Path("nowhere.yaml"), TODAY)):
        assert waivers.approval(waivers.entries[0]) is None


LAST = date(2026, 11, 10) + timedelta(days=MAXIMUM_DAYS)
REFUSED: dict[str, tuple[dict[str, Any], int, str, str]] = {
    "unknown waiver": ({"waiver": "W-0009"}, 2, "there is no waiver W-0009", "W-0001, W-0002"),
    "id of another form": ({"waiver": "1"}, 2, "approvals[0].waiver", "W-0001"),
    "approved by the owner": (
        {"approver": " Platform"},
        3,
        "owner and approver are the same",
        "another than its owner",
    ),
    "ticket that names none": ({"ticket": "later"}, 4, "approvals[0].ticket", ""),
    "in the future": ({"approved": TODAY + timedelta(days=1)}, 5, "approved in the future", f"2026-11-01 to {TODAY}"),
    "before it was written": ({"approved": date(2026, 10, 31)}, 5, "approved before it was written", "2026-11-01 to"),
    "ends before it begins": ({"expires": date(2026, 11, 10)}, 6, "ends before it begins", "after 2026-11-10"),
    "longer than the waiver": ({"expires": date(2027, 11, 2)}, 6, "the waiver ends before", "2027-11-01 or earlier"),
    "no accounts": (
        {"waiver": "W-0002", "regions": ["eu-west-1"]},
        2,
        "names the accounts that it was approved for",
        "accounts: [",
    ),
    "no Regions": (
        {"waiver": "W-0002", "accounts": ["a-1"]},
        2,
        "names the Regions that it was approved for",
        "regions: [",
    ),
    "account twice": ({"accounts": ["a-1", "a-1"]}, 8, "'a-1' is named twice", ""),
    "account of both kinds": ({"accounts": ["a-1"], "cde_accounts": ["a-1"]}, 9, "'a-1' is named twice", ""),
    "unknown key": ({"reason": "none"}, 6, "there is no such key", "accounts"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_mistake_is_refused(name: str, approved: Callable[..., Waivers]) -> None:
    """With its line, what is allowed, and the fix."""
    change, line, said, allowed = REFUSED[name]
    with pytest.raises(CombinedUserError) as caught:
        approved(change)
    (error,) = caught.value.errors
    assert (error.line, said in error.what, allowed in error.allowed) == (line, True, True), error.render()
    assert error.file.endswith("approvals.yaml")
    assert error.fix or error.allowed


def test_an_approval_lasts_no_longer_than_a_waiver_may(approved: Callable[..., Waivers]) -> None:
    """The same number of days, counted from the decision."""
    waivers = ({**PROPOSED, "created": date(2026, 11, 10), "expires": LAST}, EACH)
    assert approved({"expires": LAST}, waivers=waivers).approvals.by_waiver
    with pytest.raises(CombinedUserError, match="lasts too long"):
        approved({"expires": LAST + timedelta(days=1)}, waivers=waivers)


def test_two_approvals_of_one_waiver_are_refused(approved: Callable[..., Waivers]) -> None:
    """In the file, or in the file and in the waiver."""
    with pytest.raises(CombinedUserError, match="W-0001 is approved twice"):
        approved({}, {"ticket": "RISK-8"})
    with pytest.raises(CombinedUserError, match="W-0001 names its approver itself"):
        approved({}, waivers=({}, EACH))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ticket": None}, "'approver' is given without 'ticket'"),
        ({"approver": None}, "'ticket' is given without 'approver'"),
        ({**EACH, "approver": "security-office", "ticket": "SEC-1"}, "its approval names the accounts"),
    ],
)
def test_a_waivers_own_approval_is_whole(waivers_with: With, change: dict[str, Any], said: str) -> None:
    """Approver and ticket together, and not where accounts are to be named."""
    with pytest.raises(CombinedUserError) as caught:
        waivers_with(change)
    assert said in str(caught.value)


@pytest.fixture(scope="module")
def zone(root: Path) -> LandingZone:
    """The landing zone that the project ships."""
    return load_landing_zone(root / "landing-zone.yaml")


def test_an_account_or_region_that_there_is_not_is_refused(approved: Callable[..., Waivers], zone: LandingZone) -> None:
    """Misspelt, or gone since: with the line and the nearest name; templates from elsewhere have no accounts."""
    regions = {"regions": ["eu-west-1", "eu-central-1"]}
    waivers = approved({"waiver": "W-0002", "cde_accounts": ["cde-production", "cde-stagin"], **regions})
    assert placed(waivers, None).entries
    with pytest.raises(CombinedUserError) as caught:
        placed(waivers, zone)
    (error,) = caught.value.errors
    assert (error.line, error.value, error.fix) == (8, "cde-stagin", "did you mean 'cde-staging'?")
    waivers = approved({"waiver": "W-0002", "accounts": ["security"], "regions": ["eu-west-2", "eu-west-1"]})
    with pytest.raises(CombinedUserError, match="does not allow the Region 'eu-west-2'"):
        placed(waivers, zone)
    known = approved({"waiver": "W-0002", "cde_accounts": ["cde-production", "cde-staging"], **regions})
    assert placed(known, zone).approval(known.entries[1])


def test_the_shipped_waivers_are_proposals(root: Path) -> None:
    """An adopter inherits no approval; what the adopter approves later, and other waivers, are not the project's."""
    policies = load_policies(policy_sources(root / "policies"))
    shipped = [waiver for waiver in policies.waivers.entries if waiver.id < OWN]
    assert shipped
    assert [waiver.id for waiver in shipped if waiver.approver] == []
    if load_landing_zone(root / "landing-zone.yaml").organisation.slug == "examplepay":
        assert [waiver.id for waiver in shipped if policies.waivers.approval(waiver)] == []


def test_the_shipped_waivers_cover_only_what_stops(gated: Path) -> None:
    """Advice needs no waiver, and would ask an organisation to accept a risk that no requirement names."""
    checks = read_assessment(gated / "assessment.json").checks
    covering = [check for check in checks if any(finding.waiver < OWN for finding in check.waived)]
    assert covering
    assert [check.rule for check in covering if check.advice] == []


def test_the_text_of_a_waiver_is_what_it_covers(waivers_with: With) -> None:
    """In any order; not who owns it, and why."""

    def text(**more: Any) -> str:
        return waivers_with({**PROPOSED, **more}).entries[0].text

    plain = text(rules=["checkov::CKV_AWS_18", "AwsSolutions::AwsSolutions-S1"])
    assert text(rules=["AwsSolutions::AwsSolutions-S1", "checkov::CKV_AWS_18"], owner="payments") == plain
    wider: list[dict[str, Any]] = [
        {"rules": ["checkov::CKV_AWS_18"]},
        {"resources": ["Stack/Other/Resource"]},
        {"resources": ["Baseline-${environment}/Queue/Resource"], "in_each_environment": {}},
        {"resources": ["Baseline-${environment}/Queue/Resource"], "in_each_environment": {"roles": ["workload"]}},
    ]
    texts = {text(**{"rules": ["checkov::CKV_AWS_18", "AwsSolutions::AwsSolutions-S1"], **more}) for more in wider}
    assert len({*texts, plain}) == len(wider) + 1


def test_the_header_of_the_shipped_file_names_every_field(root: Path) -> None:
    """The comment explains each."""
    text = (root / "policies" / "approvals.yaml").read_text(encoding="utf-8")
    assert [name for name in Approval.model_fields if f" {name}: " not in text] == []


def test_beside_an_app_its_own_approvals_count(root: Path, tmp_path: Path) -> None:
    """As its waivers do; a file of another name is refused, and so is a folder."""
    own = tmp_path / "policies"
    own.mkdir()
    waiver = yaml.safe_dump({"waivers": []})
    (own / "waivers.yaml").write_text(waiver, encoding="utf-8")
    (own / "approvals.yaml").write_text("approvals: []\n", encoding="utf-8")
    sources = policy_sources(beside=tmp_path)
    assert (sources.own, sources.approvals) == (own, own / "approvals.yaml")
    (own / "approvals.yaml").rename(own / "approval.yaml")
    with pytest.raises(UserError, match=r"did you mean 'approvals\.yaml'"):
        policy_sources(beside=tmp_path)
    (own / "approval.yaml").unlink()
    (own / "approvals.yaml").mkdir()
    with pytest.raises(UserError, match="cannot be read"):
        policy_sources(beside=tmp_path)
    assert policy_sources(root / "policies").approvals == root / "policies" / "approvals.yaml"
