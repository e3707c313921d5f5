"""Cross checks of the organisational units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from landing_zone.config.account import Account, Role
from landing_zone.config.draft import Draft
from landing_zone.config.organisational_unit import DEEPEST, ROOT_UNIT, OrganisationalUnit
from landing_zone.config.part import Part
from landing_zone.yaml.issue import Issue, did_you_mean, one_of


def check_units(draft: Draft) -> Iterator[Issue]:
    """Refuse units declared twice or that cannot be below another, and accounts in a unit that does not exist."""
    seen: dict[str, str] = {}
    ids: dict[str, str] = {}
    for part in draft.units:
        unit = part.model
        if part.knows("name"):
            yield from _twice(part, seen.get(unit.name.casefold()))
            seen.setdefault(unit.name.casefold(), unit.name)
        if part.knows("id") and unit.id:
            if unit.id in ids:
                yield Issue(
                    (*part.location, "id"),
                    f"{_who(part)} has the id of {ids[unit.id]}",
                    unit.id,
                    allowed="one that no other unit has",
                    fix="correct the id",
                )
            ids.setdefault(unit.id, _who(part))
    declared = frozenset(part.model.name for part in draft.units if part.knows("name")) - {ROOT_UNIT}
    if all(part.knows("name") for part in draft.units):
        parents = {part.model.name: part.model.parent for part in draft.units if part.knows("parent")}
        for part in draft.units:
            if part.knows("parent") and part.model.parent not in (None, ROOT_UNIT):
                yield from _parent(part, parents, declared)
        for account in draft.accounts:
            if account.knows("unit"):
                yield from _account(account, declared)


def _who(part: Part[OrganisationalUnit]) -> str:
    return f"the unit '{part.model.name[:60]}'" if part.knows("name") else f"organisational_units[{part.location[-1]}]"


def _twice(part: Part[OrganisationalUnit], other: str | None) -> Iterator[Issue]:
    name = part.model.name
    location = (*part.location, "name")
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


def _parent(
    part: Part[OrganisationalUnit], parents: Mapping[str, str | None], declared: frozenset[str]
) -> Iterator[Issue]:
    unit, place = part.model, (*part.location, "parent")
    parent = unit.parent or ""
    if parent not in declared:
        yield Issue(
            place,
            f"{_who(part)} is in the unit '{parent[:60]}', which is not declared",
            parent[:200],
            allowed=f"{ROOT_UNIT}, {one_of(declared - {unit.name})}",
            fix=did_you_mean(parent, declared, "declare it in organisational_units, or leave the line out"),
        )
        return
    above: list[str] = [unit.name]
    while (parent := parents.get(above[-1]) or ROOT_UNIT) != ROOT_UNIT and parent not in above:
        above.append(parent)
    if parent == unit.name:
        yield Issue(
            place,
            f"{_who(part)} is in itself: {' in '.join((*above, unit.name))}"[:200],
            unit.parent or "",
            allowed="a unit that is not below it",
            fix="give one of them another parent",
        )
    elif parent == ROOT_UNIT and len(above) > DEEPEST:
        yield Issue(
            place,
            f"{_who(part)} is {len(above)} units below the root",
            unit.parent or "",
            allowed=f"at most {DEEPEST}, as AWS Organizations allows",
            fix="give it, or a unit above it, a parent nearer to the root",
        )


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
