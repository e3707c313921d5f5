"""Which accounts a policy of the organisation does not bind, by where it is attached."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any


def units_above(units: Mapping[str, Mapping[str, Any]], name: str) -> tuple[str, ...]:
    """Return a unit and the units that it is in, the nearest first, the root left out.

    Args:
        units: name to unit, as in the configuration's snapshot.
        name: a unit's name; one that is not declared has nothing above it.
    """
    found: list[str] = []
    while name in units and name not in found:
        found.append(name)
        name = units[name].get("parent") or ""
    return tuple(found)


NEVER_OVER_MANAGEMENT = frozenset({"SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"})
"""Kinds of policy that never bind the management account. The others do: AWS Organizations User Guide, "Management
policies"."""


def accounts_outside(zone: Mapping[str, Any], kind: str, targets: Collection[Any]) -> tuple[str, ...]:
    """Return the accounts that a policy of the organisation is not attached above, sorted by name.

    The management account is left out where no policy of the kind would bind it.

    Args:
        zone: the configuration's snapshot.
        kind: the policy's kind, as AWS Organizations writes it.
        targets: the ids of the root, units and accounts that the policy is attached to.
    """
    if zone["organisation"].get("root") in targets:
        return ()
    units = {unit["name"]: unit for unit in zone.get("organisational_units") or ()}
    below = {name for name, unit in units.items() if unit.get("id") and unit["id"] in targets}
    return tuple(
        sorted(
            account["name"]
            for account in zone["accounts"]
            if not (kind in NEVER_OVER_MANAGEMENT and "management" in (account["role"], *(account.get("also") or ())))
            and account["id"] not in targets
            and below.isdisjoint(units_above(units, account.get("unit") or ""))
        )
    )
