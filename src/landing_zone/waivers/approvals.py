"""Reads the approvals of waivers from their file; with a mistake in the file, there is no verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from landing_zone.errors import CombinedUserError, UserError
from landing_zone.waivers.approval import Approval, ApprovalFile, Approvals
from landing_zone.waivers.model import Waiver
from landing_zone.waivers.placed import needs_a_zone
from landing_zone.waivers.validation import MAXIMUM_DAYS
from landing_zone.waivers.waivers import Waivers
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.issue import Location, did_you_mean
from landing_zone.yaml.yaml_file import YamlFile, read_yaml

_GUIDE = Guide(
    "the approvals of waivers",
    "write 'approvals: []' when there are none; docs/waivers.md shows an entry",
    "approvals.yaml",
)


def with_approvals(waivers: Waivers, path: Path, as_of: date) -> Waivers:
    """Return waivers with the approvals of a file; without that file none is approved but by its own fields.

    Args:
        waivers: as loaded.
        path: ``policies/approvals.yaml``.
        as_of: the day of the run.

    Raises:
        UserError: the file is empty or not YAML.
        CombinedUserError: every mistake in it, each with file, line, value, what is allowed and the fix. Whether the
            accounts exist is asked once the configuration is known (:func:`landing_zone.waivers.placed.placed`).
    """
    if not path.exists():
        return waivers
    file = read_yaml(path, _GUIDE)
    approvals = file.parse(ApprovalFile).approvals
    if found := list(_issues(file, approvals, waivers, as_of)):
        raise CombinedUserError(found)
    return replace(waivers, approvals=Approvals(approvals, file))


def _issues(file: YamlFile, approvals: tuple[Approval, ...], waivers: Waivers, as_of: date) -> Iterator[UserError]:
    known = {waiver.id: waiver for waiver in waivers.entries}
    for index, approval in enumerate(approvals):
        at: Location = ("approvals", index)
        waiver = known.get(approval.waiver)
        if waiver is None:
            yield file.error(
                (*at, "waiver"),
                f"there is no waiver {approval.waiver} in {waivers.file}",
                allowed=", ".join(sorted(known)) or "none: there are no waivers",
                fix=did_you_mean(approval.waiver, sorted(known), "name a waiver, or remove the approval"),
            )
            continue
        if any(approval.waiver == earlier.waiver for earlier in approvals[:index]):
            yield file.error(
                (*at, "waiver"), f"{waiver.id} is approved twice", allowed="one approval of a waiver", fix="keep one"
            )
        yield from _of_the_decision(file, at, approval, waiver)
        yield from _of_dates(file, at, approval, waiver, as_of)


def _of_the_decision(file: YamlFile, at: Location, approval: Approval, waiver: Waiver) -> Iterator[UserError]:
    if waiver.approver:
        yield file.error(
            (*at, "waiver"),
            f"{waiver.id} names its approver itself",
            allowed="one place for the approval of a waiver",
            fix="remove 'approver' and 'ticket' from the waiver, or this approval",
        )
    if approval.approver.casefold() == waiver.owner.casefold():
        yield file.error(
            (*at, "approver"),
            f"{waiver.id}: owner and approver are the same",
            allowed=f"another than its owner, {waiver.owner}",
            fix="have someone else approve it",
        )
    if needs_a_zone(waiver):
        yield from _of_the_places(file, at, approval, waiver)
    seen: set[str] = set()
    for key in ("accounts", "cde_accounts", "regions"):
        for position, name in enumerate(getattr(approval, key)):
            if name in seen:
                yield file.error((*at, key, position), f"{waiver.id}: '{name}' is named twice", fix="remove one")
            seen.add(name)


def _of_the_places(file: YamlFile, at: Location, approval: Approval, waiver: Waiver) -> Iterator[UserError]:
    """Yield what an approval does not say of where it holds: what is added later is noticed by that."""
    why, fix = f"{waiver.id} follows the configuration, so its approval names the", "`lz waivers --approve` prints them"
    if not approval.accounts and not approval.cde_accounts:
        key = "accounts" if "accounts" in approval.model_fields_set else ""
        where = (*at, key) if key else at
        allowed = "accounts: [log-archive, ...]; those with card data under cde_accounts"
        yield file.error(where, f"{why} accounts that it was approved for", allowed=allowed, fix=fix)
    if not approval.regions:
        where = (*at, "regions") if "regions" in approval.model_fields_set else at
        yield file.error(where, f"{why} Regions that it was approved for", allowed="regions: [eu-west-1, ...]", fix=fix)


def _of_dates(file: YamlFile, at: Location, approval: Approval, waiver: Waiver, as_of: date) -> Iterator[UserError]:
    if not waiver.created <= approval.approved <= as_of:
        when = "in the future" if approval.approved > as_of else "before it was written"
        yield file.error(
            (*at, "approved"),
            f"{waiver.id}: approved {when}",
            allowed=f"{waiver.created} to {as_of}",
            fix="give the day of the decision",
        )
    if approval.expires is None:
        return
    last = min(waiver.expires, date.fromordinal(approval.approved.toordinal() + MAXIMUM_DAYS))
    if approval.expires <= approval.approved:
        yield file.error(
            (*at, "expires"),
            f"{waiver.id}: the approval ends before it begins",
            allowed=f"after {approval.approved}",
        )
    elif approval.expires > last:
        why = "the waiver ends before" if last == waiver.expires else f"more than {MAXIMUM_DAYS} days after 'approved'"
        yield file.error(
            (*at, "expires"),
            f"{waiver.id}: the approval lasts too long: {why}",
            allowed=f"{last} or earlier",
            fix="choose an earlier day, and review the waiver then",
        )
