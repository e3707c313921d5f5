"""The environments of the zone's configuration, so that an environment without any stack is noticed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from landing_zone.catalogue.assertion import EnvironmentFilter
from landing_zone.catalogue.features import features
from landing_zone.errors import UserError


@dataclass(frozen=True, slots=True, order=True)
class ZoneEnvironment:
    """One account in one Region, with the properties that an assertion may filter by.

    Args:
        name: ``cde-production/eu-west-1``, for people.
        key: ``555555555555/eu-west-1``, as in :attr:`landing_zone.cloudformation.model.Resource.environment`.
        roles: the account's roles.
        scope: the account's scope.
        stage: ``production`` or ``staging``.
        region: ``home`` or ``mirror``.
        internet_facing: whether the account serves the internet.
        network: whether the address plan gives it a network.
        features: what it has of :data:`landing_zone.catalogue.features.FEATURES`.
    """

    name: str
    key: str
    roles: tuple[str, ...]
    scope: str
    stage: str
    region: str
    internet_facing: bool
    network: bool = False
    features: frozenset[str] = frozenset()

    def meets(self, wanted: EnvironmentFilter) -> bool:
        """Return whether it meets a filter; an empty list of the filter means all."""
        pairs = ((wanted.scopes, self.scope), (wanted.stages, self.stage))
        return (
            (not wanted.roles or not set(wanted.roles).isdisjoint(self.roles))
            and all(not allowed or value in allowed for allowed, value in pairs)
            and (not wanted.regions or self.region in wanted.regions)
            and wanted.internet_facing in (None, self.internet_facing)
            and wanted.network in (None, self.network)
        )


def zone_environments(zone: Mapping[str, Any]) -> tuple[ZoneEnvironment, ...]:
    """Return every account in both Regions, sorted by name.

    Args:
        zone: the snapshot ``landing-zone.json``: the configuration's own keys.

    Raises:
        UserError: the snapshot lacks needed data, so the zone cannot be judged.
    """
    try:
        networks = {(vpc["account"], vpc["region"]) for vpc in (zone.get("addresses") or {}).get("vpcs", ())}
        regions = [(kind, zone["regions"][kind]) for kind in ("home", "mirror") if zone["regions"].get(kind)]
        return tuple(
            sorted(
                ZoneEnvironment(
                    name=f"{account['name']}/{region}",
                    key=f"{account['id']}/{region}",
                    roles=(account["role"], *(account.get("also") or ())),
                    scope=account["scope"],
                    stage=account["stage"],
                    region=kind,
                    internet_facing=bool(account.get("internet_facing")),
                    network=(account["name"], region) in networks,
                    features=features(zone, account),
                )
                for account in zone["accounts"]
                for kind, region in regions
            )
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"the snapshot of the landing zone cannot be read: {type(error).__name__} {error}",
            file="landing-zone.json",
            allowed="'accounts' with name, id, role, scope and stage, and 'regions' with home and mirror",
            fix="synthesize again (`cdk synth`)",
        ) from None
