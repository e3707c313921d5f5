"""Cross checks of the organisational units."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.account import Account, Role
from landing_zone.config.draft import Draft
from landing_zone.config.organisational_unit import ROOT_UNIT
from landing_zone.config.part import Part
from landing_zone.yaml.issue import Issue, did_you_mean, one_of


def check_units(draft: Draft) -> Iterator[Issue]:
    """Refuse units declared twice, and accounts in a unit that does not exist or is not theirs."""
    seen: dict[str, str] = {}
    for location, name in draft.units:
        other = seen.get(name.casefold())
        if name.casefold() == ROOT_UNIT.casefold():
            yield Issue(
                location,
                f"'{ROOT_UNIT}' always exists and is not declared",
                name,
                allowed="any other name",
                fix="remove the unit",
            )
        elif other is not None:
            yield Issue(
                location,
                f"the unit '{name[:60]}' is declared twice"
                if name == other
                else f"the units '{other[:60]}' and '{name[:60]}' differ in capital letters alone",
                name[:200],
                allowed="each unit once",
                fix="remove or rename one",
            )
        seen.setdefault(name.casefold(), name)
    declared = frozenset(name for _, name in draft.units) - {ROOT_UNIT}
    for part in draft.accounts:
        if part.knows("unit"):
            yield from _account(part, declared)


def _account(part: Part[Account], declared: frozenset[str]) -> Iterator[Issue]:
    account = part.model
    if account.unit is None:
        return  # the check of the zone's shape says whether it needs one
    place = (*part.location, "unit")
    who = f"the account '{account.name}'" if part.knows("name") else "this account"
    if part.knows("role") and account.role is Role.MANAGEMENT:
        if account.unit != ROOT_UNIT:
            yield Issue(
                place,
                f"the management account '{account.name}' is in a unit, whose guardrails cannot hold for it",
                account.unit,
                allowed=ROOT_UNIT,
                fix=f"write 'unit: {ROOT_UNIT}'",
            )
    elif account.unit == ROOT_UNIT:
        if part.knows("role"):
            yield Issue(
                place,
                f"{who} is at the root, where no unit's guardrails hold",
                account.unit,
                allowed=one_of(declared),
                fix="put it in a unit",
            )
    elif declared and account.unit not in declared:
        yield Issue(
            place,
            f"{who} is in the unit '{account.unit[:60]}', which is not declared",
            account.unit[:200],
            allowed=one_of(declared),
            fix=did_you_mean(account.unit, declared, "declare it in organisational_units, or choose another unit"),
        )
