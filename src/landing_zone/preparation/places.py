"""Where each prerequisite is asked in a zone, and what its expressions see there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from landing_zone.catalogue.features import features
from landing_zone.config.account import Role
from landing_zone.config.environment import Environment
from landing_zone.config.landing_zone import LandingZone
from landing_zone.config.regions import partition_of
from landing_zone.preparation.expressions import holds, value_of
from landing_zone.preparation.model import PreparationFile, Prerequisite, Where


@dataclass(frozen=True)
class Item:
    """A prerequisite in one place.

    Args:
        prerequisite: what is asked.
        environment: where; a global service is asked in the home Region.
        label: the entry of the list of ``each``; "" where there is no list.
        scope: what expressions see.
        maker: where the stack is that makes it; None where it is the same place.
    """

    prerequisite: Prerequisite
    environment: Environment
    label: str = ""
    scope: dict[str, Any] = field(default_factory=dict, repr=False)
    maker: Environment | None = None

    @property
    def where(self) -> str:
        """The place: the account, and the Region where each has its own answer."""
        one_region = self.prerequisite.where in (Where.MANAGEMENT, Where.ACCOUNT)
        return self.environment.account.name if one_region else self.environment.name

    @property
    def stack(self) -> str:
        """The name of the stack that makes it; "" where none does."""
        made_by = self.prerequisite.made_by
        return stack_in(made_by, self.maker or self.environment) if made_by else ""


def stack_in(kind: str, environment: Environment) -> str:
    """Return the name that a kind of stack has in an environment, as ``stacks/landing_zone_stack.py`` gives it."""
    return f"{kind}-{environment.account.in_stack_names}-{environment.region}"


def items_of(parts: Sequence[PreparationFile], zone: LandingZone, policies: Path) -> Iterator[Item]:
    """Yield each prerequisite of a zone in each of its places, in order.

    Args:
        parts: the prerequisites.
        zone: the configuration.
        policies: the folder with the guardrails.
    """
    snapshot = zone.snapshot()
    attached = _policies_on_the_root(zone, policies)
    accounts = {account["name"]: account for account in snapshot["accounts"]}
    for one in (one for part in parts for one in part.prerequisites):
        for environment in _places(one, zone):
            account = accounts[environment.account.name]
            scope = _scope(zone, snapshot, account, environment) | {"policies": attached}
            has = scope["features"]
            if not set(one.needs) <= set(has) or set(one.lacks) & set(has):
                continue
            entries: list[Any] = [None]
            if isinstance(one.each, tuple):
                entries = [entry.model_dump() for entry in one.each]
            elif one.each is not None:
                entries = value_of(one.each, scope) or []
            for entry in entries:
                inner = {**scope, "item": entry}
                if one.when is None or holds(one.when, inner):
                    label = entry.get("name", "") if isinstance(entry, dict) else str(entry or "")
                    yield Item(one, environment, label, inner, _maker(one, environment, zone))


def _maker(one: Prerequisite, here: Environment, zone: LandingZone) -> Environment | None:
    if one.made_in is None:
        return None
    return next(e for e in zone.environments() if Role.SECURITY in e.account.roles and e.region == here.region)


def _places(one: Prerequisite, zone: LandingZone) -> Iterator[Environment]:
    for environment in zone.environments():
        roles = environment.account.roles
        if {
            Where.MANAGEMENT: Role.MANAGEMENT in roles and environment.is_home,
            Where.SECURITY: Role.SECURITY in roles,
            Where.ACCOUNT: environment.is_home,
            Where.ENVIRONMENT: True,
        }[one.where]:
            yield environment


def _scope(
    zone: LandingZone, snapshot: dict[str, Any], account: dict[str, Any], environment: Environment
) -> dict[str, Any]:
    """Return what an expression sees: the configuration, the place, and names that are made of both."""
    vpcs = [
        vpc
        for vpc in snapshot["addresses"]["vpcs"]
        if (vpc["account"], vpc["region"]) == (environment.account.name, environment.region)
    ]
    by_role = {role.value: zone.account_with_role(role).id for role in Role if role is not Role.WORKLOAD}
    return {
        "zone": snapshot,
        "features": sorted(features(snapshot, account)),
        "account": account,
        "roles": [role.value for role in environment.account.roles],
        "region": environment.region,
        "home": zone.regions.home,
        "partition": partition_of(environment.region),
        "slug": zone.organisation.slug,
        "qualifier": zone.bootstrap.qualifier,
        "vpcs": vpcs,
        "addresses": sum(_nat_gateways(vpc, snapshot, environment.region) for vpc in vpcs),
        "stack_account": environment.account.in_stack_names,
        "ids": by_role,
        "units": {unit["name"]: unit for unit in snapshot["organisational_units"]},
        "stacks": {kind: stack_in(kind, environment) for kind in ("Baseline", "Delegation", "Organisation")},
        "governed": list(zone.regions.governed),
    }


def _nat_gateways(vpc: dict[str, Any], snapshot: dict[str, Any], region: str) -> int:
    plan = snapshot["addresses"]
    choice = vpc.get("nat_gateways") or plan.get("nat_gateways")
    zones = vpc.get("zones") or plan.get("zones") or len(snapshot["regions"]["zones"][region])
    return {"none": 0, "one": 1}.get(choice or "", zones)


def _policies_on_the_root(zone: LandingZone, policies: Path) -> dict[str, list[str]]:
    """Return the kinds of policy that the guardrails are, each with the names of its policies on the root."""
    found: dict[str, set[str]] = {}
    for path in sorted((policies / "guardrails").glob("*.json")):
        guardrail = json.loads(path.read_text(encoding="utf-8"))
        names = found.setdefault(guardrail["type"], set())
        if guardrail["policy"] not in zone.guardrails:
            names.add(guardrail["policy"])
    return {kind: sorted(names) for kind, names in sorted(found.items())}
