"""Waivers that are written by what they mean, placed in one landing zone: ``${slug}`` becomes its slug.

A waiver with ``in_each_environment`` covers each of its rules on each of its resources once in every environment that
the filter means; so it follows the configuration, and one that covers nothing in one environment is noticed there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from landing_zone.assertions.environments import zone_environments
from landing_zone.catalogue.assertion import EnvironmentFilter
from landing_zone.config.account import SINGLE_ROLES, Role
from landing_zone.config.landing_zone import LandingZone
from landing_zone.errors import CombinedUserError
from landing_zone.waivers.model import Waiver
from landing_zone.waivers.placeholders import placeholders, with_values
from landing_zone.waivers.waivers import Waivers


def placed(waivers: Waivers, zone: LandingZone | None) -> Waivers:
    """Return the waivers as they cover rules and resources of one landing zone.

    Args:
        waivers: as loaded.
        zone: the configuration; for templates from elsewhere, ``None``, the waivers that need one are left out.

    Raises:
        CombinedUserError: an approval names an account or a Region that the configuration does not have.
    """
    if zone is None:
        return replace(waivers, entries=tuple(waiver for waiver in waivers.entries if not needs_a_zone(waiver)))
    names = {account.name for account in zone.accounts}
    if unknown := list(waivers.approvals.unknown(names, zone.regions.allowed)):
        raise CombinedUserError(unknown)
    values = _values(zone)
    pairs = {
        waiver.id: tuple(dict.fromkeys(_pairs(waiver, zone, values)))
        for waiver in waivers.entries
        if needs_a_zone(waiver)
    }
    return replace(waivers, placed=pairs)


def needs_a_zone(waiver: Waiver) -> bool:
    """Return whether what a waiver covers follows the configuration."""
    texts = (*waiver.exact_rules, *waiver.resources)
    return waiver.in_each_environment is not None or any(placeholders(text) for text in texts)


def _values(zone: LandingZone) -> dict[str, str]:
    values: dict[str, str | None] = {
        "slug": zone.organisation.slug,
        "organisation.id": zone.organisation.id,
        "regions.home": zone.regions.home,
        "regions.mirror": zone.regions.mirror,
        "regions.mirrored": zone.regions.home if zone.regions.mirror else None,
        "regions.only": None if zone.regions.mirror else zone.regions.home,
    }
    for role in SINGLE_ROLES:
        account = zone.account_with_role(role)
        values |= {f"account.{role}": account.in_stack_names, f"account.{role}.id": account.id}
        if zone.organisation.id:
            values[f"organisation.{role}"] = account.in_stack_names
    existing = zone.existing
    if existing.log_archive is None:
        values["own.log-archive"] = values["account.log-archive"]
        if zone.keeps_configuration_history():
            values["own.configuration-history"] = values["account.log-archive"]
    if existing.trail is None:
        values["own.trail"] = values["account.management"]
    return {name: value for name, value in values.items() if value is not None}


def _pairs(waiver: Waiver, zone: LandingZone, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each rule that a waiver covers with a resource on which it does."""
    wanted = waiver.in_each_environment
    for own in [{}] if wanted is None else _environments(zone, wanted):
        for rule, resource in product(waiver.exact_rules, waiver.resources):
            named = placeholders(rule + resource)
            if not set(named) <= {*values, *own, "environment.zone", "environment.vpc"}:
                continue  # it is of environments with another role
            zones = zone.zones(own["environment.region"]) if "environment.zone" in named else ("",)
            vpcs = _vpcs(zone, own) if "environment.vpc" in named else [""]
            for number, vpc in product(range(1, len(zones) + 1), vpcs):
                known = {**values, **own, "environment.zone": str(number), "environment.vpc": vpc}
                yield with_values(rule, known), with_values(resource, known)


def _vpcs(zone: LandingZone, own: Mapping[str, str]) -> list[str]:
    here = own["environment.account"], own["environment.region"]
    found = (vpc for vpc in zone.addresses.vpcs if (vpc.account, vpc.region) == here)
    return [f"{vpc.construct_id}/Vpc" if vpc.construct_id else "Vpc" for vpc in found]


def _environments(zone: LandingZone, wanted: EnvironmentFilter) -> Iterator[dict[str, str]]:
    in_stack_names = {account.name: account.in_stack_names for account in zone.accounts}
    for environment in zone_environments(zone.snapshot()):
        if environment.meets(wanted):
            account, _, region = environment.name.rpartition("/")
            name = f"{in_stack_names[account]}-{region}"
            yield {
                "environment": name,
                **{f"environment.{role}": name for role in _with_stacks(environment.roles)},
                "environment.account": account,
                "environment.region": region,
            }


def _with_stacks(roles: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out the network's role where the account is for workloads too: its network is in the Workload stack."""
    return tuple(role for role in roles if role != Role.NETWORK or Role.WORKLOAD not in roles)
