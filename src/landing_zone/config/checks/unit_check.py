"""Cross checks of the organisational units."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.account import Role
from landing_zone.config.draft import Draft
from landing_zone.config.mistake import Mistake, did_you_mean, one_of
from landing_zone.config.organisational_unit import ROOT_UNIT


def check_units(draft: Draft) -> Iterator[Mistake]:
    """Refuse units declared twice, and accounts in a unit that does not exist or is not theirs."""
    names: set[str] = set()
    for index, name in draft.units:
        place = ("organisational_units", index, "name")
        if name == ROOT_UNIT:
            yield Mistake(
                place,
                f"'{ROOT_UNIT}' is there without being declared",
                name,
                allowed="any other name",
                fix="remove the unit",
            )
        elif name in names:
            yield Mistake(
                place,
                f"the unit '{name[:60]}' is declared twice",
                name[:200],
                allowed="each unit once",
                fix="remove or rename one",
            )
        names.add(name)
    declared = names - {ROOT_UNIT}
    for index, account in draft.accounts:
        place = ("accounts", index, "unit")
        if account.role is Role.MANAGEMENT:
            if account.unit != ROOT_UNIT:
                yield Mistake(
                    place,
                    f"the management account '{account.name}' stands in a unit",
                    account.unit,
                    allowed=ROOT_UNIT,
                    fix=f"write 'unit: {ROOT_UNIT}': no guardrail holds for this account, a unit only seems to protect it",
                )
        elif account.unit == ROOT_UNIT:
            yield Mistake(
                place,
                f"the account '{account.name}' stands at the root, where no unit's guardrails hold",
                account.unit,
                allowed=one_of(declared),
                fix="put it in a unit",
            )
        elif account.unit not in declared:
            yield Mistake(
                place,
                f"the account '{account.name}' is in the unit '{account.unit[:60]}', which is not declared",
                account.unit[:200],
                allowed=one_of(declared),
                fix=did_you_mean(account.unit, declared, "declare it in organisational_units, or choose another unit"),
            )
