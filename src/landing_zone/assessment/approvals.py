"""Which waivers the organisation approved, and where they cover more than what was approved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from landing_zone.assessment.model import (
    Assessment,
    CheckEntry,
    EnvironmentEntry,
    FindingEntry,
    ResourceEntry,
    StackEntry,
)
from landing_zone.assessment.waiver_entry import WaiverEntry
from landing_zone.config.account import Scope
from landing_zone.files.policies_folder import APPROVALS_FILE, FOLDER
from landing_zone.waivers.approval import ApprovalStatus

APPROVALS = f"{FOLDER}/{APPROVALS_FILE}"
ACCOUNTS_SHOWN = 3
"""Newly covered places that a sentence names; the page of waivers has all."""


Place = tuple[str, str]
"""An account's name and a Region."""


class Accounts:
    """Names the account and the Region that a finding is in.

    Args:
        resources: that findings name by position.
        stacks: of the assembly; a finding about a whole stack is in its account.
        environments: of the zone; none for templates from elsewhere, where no account has a name.
    """

    def __init__(
        self,
        resources: Sequence[ResourceEntry],
        stacks: Iterable[StackEntry],
        environments: Iterable[EnvironmentEntry],
    ) -> None:
        every = tuple(environments)
        self._resources = resources
        self._stacks = {stack.name: f"{stack.account}/{stack.region}" for stack in stacks}
        self._names = {entry.account_id: _account(entry) for entry in every}
        self.with_card_data = frozenset(_account(entry) for entry in every if entry.scope == Scope.CDE)

    def name(self, finding: FindingEntry) -> str:
        """Return the account's name; "" where the configuration has none."""
        return self.place(finding)[0]

    def place(self, finding: FindingEntry) -> Place:
        """Return the account's name and the Region; "" for both where the configuration has no such account."""
        environment = finding.environment
        if finding.resource is not None and 0 <= finding.resource < len(self._resources):
            environment = self._resources[finding.resource].environment
        for one in (environment, self._stacks.get(finding.stack, "")):
            account, _, region = one.partition("/")
            if name := self._names.get(account):
                return name, region
        return "", ""


def with_coverage(
    waivers: Iterable[WaiverEntry], as_of: date, checks: Iterable[CheckEntry], accounts: Accounts
) -> tuple[WaiverEntry, ...]:
    """Return waivers with the accounts and Regions in which they cover findings and that their approval does not name.

    Args:
        waivers: with the facts of their approval.
        as_of: the day of the run.
        checks: with their waived findings.
        accounts: says where each finding is.
    """
    covered = coverage(checks, accounts)
    return tuple(_judged(waiver, as_of, covered.get(waiver.id, set()), accounts.with_card_data) for waiver in waivers)


def coverage(checks: Iterable[CheckEntry], accounts: Accounts) -> dict[str, set[Place]]:
    """Return the id of each waiver to the places in which it covers findings."""
    covered: dict[str, set[Place]] = {}
    for check in checks:
        for finding in check.waived:
            covered.setdefault(finding.waiver, set()).add(accounts.place(finding))
    return {waiver: places - {("", "")} for waiver, places in covered.items()}


def without_coverage(waiver: WaiverEntry, as_of: date) -> WaiverEntry:
    """Return what the policies alone say of a waiver, without what it covers."""
    return _judged(waiver.model_copy(update={"covers": 0}), as_of, set(), frozenset())


def not_approved(assessment: Assessment) -> tuple[WaiverEntry, ...]:
    """Return the waivers that cover findings and that the organisation has not approved for all that it has to."""
    return tuple(waiver for waiver in assessment.waivers if waiver.covers and not waiver.is_approved)


def why_not_approved(waiver: WaiverEntry, day: date) -> str:
    """Return why a waiver is not approved on a day, and the fix; "" when it is."""
    covers = f"{waiver.id} covers {waiver.covers} findings"
    if waiver.approval is ApprovalStatus.PROPOSED:
        fix = "approve it there with approver, ticket and date, or fix what it covers"
        return f"{covers}, and the organisation has not approved it: {fix}"
    if waiver.approved_until is not None and waiver.approved_until < day:
        return f"{covers}, and its approval ended on {waiver.approved_until}: have it approved anew"
    if waiver.approval is ApprovalStatus.CHANGED:
        return (
            f"{covers}, and its rules, resources or environments are others than those approved on {waiver.approved}: "
            "look at what it covers now, and renew the approval (lz waivers --approve)"
        )
    if waiver.unapproved_in:
        return (
            f"{covers}, and its approval of {waiver.approved} is not for {with_reasons(waiver.unapproved_in)}: look at "
            "it there, and renew the approval (lz waivers --approve)"
        )
    return ""


def with_reasons(places: Iterable[str]) -> str:
    """Return where an approval has to be renewed, each place with the reason."""
    return ", ".join(f"{place} ({'another Region' if '/' in place else 'card data'})" for place in places)


def said_of(waiver: WaiverEntry) -> str:
    """Return who approved a waiver, when and until when, or that it is only proposed; and what is newly covered."""
    if not waiver.approver:
        return "proposed, not approved by the organisation"
    until = f" until {waiver.approved_until}" if waiver.approved_until else ""
    expired = ", which is past" if waiver.approval is ApprovalStatus.EXPIRED else ""
    said = f"approved by {waiver.approver}, {waiver.ticket}, on {waiver.approved}{until}{expired}"
    if waiver.approval is ApprovalStatus.CHANGED:
        said += "; changed since, and not approved as it is"
    others = [name for name in waiver.new_in if name not in waiver.unapproved_in]
    if others:
        said += f"; newly covers findings in {', '.join(others)}"
    if waiver.unapproved_in:
        said += f"; not approved in {with_reasons(waiver.unapproved_in)}"
    return said


def summed_up(assessment: Assessment) -> str:
    """Return how many of the waivers that cover findings are not approved, in a sentence; "" when all are."""
    covering = [waiver for waiver in assessment.waivers if waiver.covers]
    left = len(not_approved(assessment))
    parts = [f"{left} not approved by the organisation: see {APPROVALS}"] if left else []
    if new := newly_covered(assessment):
        shown = [f"{account} ({', '.join(ids)})" for account, ids in list(new.items())[:ACCOUNTS_SHOWN]]
        more = [f"and {len(new) - ACCOUNTS_SHOWN} more"] if len(new) > ACCOUNTS_SHOWN else []
        parts.append(f"newly covered: {', '.join([*shown, *more])}")
    return f"{len(covering)} waivers, {'; '.join(parts)}" if parts else ""


def newly_covered(assessment: Assessment) -> dict[str, list[str]]:
    """Return each place in which waivers cover findings and that their approvals are not for, with their ids."""
    found: dict[str, list[str]] = {}
    for waiver in assessment.waivers:
        for place in waiver.new_in:
            found.setdefault(place, []).append(waiver.id)
    return dict(sorted(found.items()))


def _judged(waiver: WaiverEntry, as_of: date, covered: set[Place], card_data: frozenset[str]) -> WaiverEntry:
    new, unapproved = _newly(waiver, covered, card_data)
    status = ApprovalStatus.PARTLY if new else ApprovalStatus.APPROVED
    if waiver.approved_text not in ("", waiver.text):
        status = ApprovalStatus.CHANGED
    if waiver.approved_until is not None and waiver.approved_until < as_of:
        status = ApprovalStatus.EXPIRED
    if not waiver.approver:
        status = ApprovalStatus.PROPOSED
    found = {"approval": status, "new_in": tuple(sorted(new)), "unapproved_in": tuple(sorted(unapproved))}
    return waiver.model_copy(update=found)


def _newly(waiver: WaiverEntry, covered: set[Place], card_data: frozenset[str]) -> tuple[set[str], set[str]]:
    """Return where a waiver covers findings that its approval is not for, and where that has to be renewed.

    An approval of named resources names no accounts, and is for all of them.
    """
    named = {*waiver.approved_in, *waiver.approved_in_cde}
    accounts = {account for account, _ in covered} if named else set()
    with_card_data = {account for account in accounts & card_data if account not in waiver.approved_in_cde}
    elsewhere = {
        f"{account}/{region}"
        for account, region in covered
        if waiver.approved_regions and region not in waiver.approved_regions and account not in with_card_data
    }
    return (accounts - named) | with_card_data | elsewhere, with_card_data | elsewhere


def _account(entry: EnvironmentEntry) -> str:
    return entry.name.rpartition("/")[0]
