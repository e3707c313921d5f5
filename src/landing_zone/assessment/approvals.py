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
"""Newly covered accounts that a sentence names; the page of waivers has all."""


class Accounts:
    """Names the account that a finding is in.

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
        self._stacks = {stack.name: stack.account for stack in stacks}
        self._names = {entry.account_id: _account(entry) for entry in every}
        self.with_card_data = frozenset(_account(entry) for entry in every if entry.scope == Scope.CDE)

    def name(self, finding: FindingEntry) -> str:
        """Return the account's name; "" where the configuration has none."""
        environment = finding.environment
        if finding.resource is not None and 0 <= finding.resource < len(self._resources):
            environment = self._resources[finding.resource].environment
        account = environment.partition("/")[0]
        return self._names.get(account) or self._names.get(self._stacks.get(finding.stack, ""), "")


def with_coverage(
    waivers: Iterable[WaiverEntry], as_of: date, checks: Iterable[CheckEntry], accounts: Accounts
) -> tuple[WaiverEntry, ...]:
    """Return waivers with the accounts in which they cover findings and that their approval does not name.

    Args:
        waivers: with the facts of their approval.
        as_of: the day of the run.
        checks: with their waived findings.
        accounts: says where each finding is.
    """
    covered: dict[str, set[str]] = {}
    for check in checks:
        for finding in check.waived:
            covered.setdefault(finding.waiver, set()).add(accounts.name(finding))
    return tuple(
        _judged(waiver, as_of, covered.get(waiver.id, set()) - {""}, accounts.with_card_data) for waiver in waivers
    )


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
    if waiver.unapproved_in:
        where = ", ".join(waiver.unapproved_in)
        return (
            f"{covers}, and its approval of {waiver.approved} does not name {where}, with card data: look at it there, "
            "and renew the approval with these accounts"
        )
    return ""


def said_of(waiver: WaiverEntry) -> str:
    """Return who approved a waiver, when and until when, or that it is only proposed; and what is newly covered."""
    if not waiver.approver:
        return "proposed, not approved by the organisation"
    until = f" until {waiver.approved_until}" if waiver.approved_until else ""
    expired = ", which is past" if waiver.approval is ApprovalStatus.EXPIRED else ""
    said = f"approved by {waiver.approver}, {waiver.ticket}, on {waiver.approved}{until}{expired}"
    others = [name for name in waiver.new_in if name not in waiver.unapproved_in]
    if others:
        said += f"; newly covers findings in {', '.join(others)}"
    if waiver.unapproved_in:
        said += f"; not approved in {', '.join(waiver.unapproved_in)}, with card data"
    return said


def summed_up(assessment: Assessment) -> str:
    """Return how many of the waivers that cover findings are not approved, in a sentence; "" when all are."""
    covering = [waiver for waiver in assessment.waivers if waiver.covers]
    left = len(not_approved(assessment))
    parts = [f"{left} not approved by the organisation: see {APPROVALS}"] if left else []
    if new := newly_covered(assessment):
        shown = [f"{account} ({', '.join(ids)})" for account, ids in list(new.items())[:ACCOUNTS_SHOWN]]
        more = [f"and {len(new) - ACCOUNTS_SHOWN} more accounts"] if len(new) > ACCOUNTS_SHOWN else []
        parts.append(f"newly covered: {', '.join([*shown, *more])}")
    return f"{len(covering)} waivers, {'; '.join(parts)}" if parts else ""


def newly_covered(assessment: Assessment) -> dict[str, list[str]]:
    """Return each account in which waivers cover findings and that their approvals do not name, with their ids."""
    found: dict[str, list[str]] = {}
    for waiver in assessment.waivers:
        for account in waiver.new_in:
            found.setdefault(account, []).append(waiver.id)
    return dict(sorted(found.items()))


def _judged(waiver: WaiverEntry, as_of: date, covered: set[str], card_data: frozenset[str]) -> WaiverEntry:
    new_in = tuple(sorted(covered - set(waiver.approved_in))) if waiver.approved_in else ()
    status = ApprovalStatus.PARTLY if new_in else ApprovalStatus.APPROVED
    if waiver.approved_until is not None and waiver.approved_until < as_of:
        status = ApprovalStatus.EXPIRED
    if not waiver.approver:
        status = ApprovalStatus.PROPOSED
    unapproved = tuple(name for name in new_in if name in card_data)
    return waiver.model_copy(update={"approval": status, "new_in": new_in, "unapproved_in": unapproved})


def _account(entry: EnvironmentEntry) -> str:
    return entry.name.rpartition("/")[0]
