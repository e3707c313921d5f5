"""Which queries run where: a unit is one account in one Region, whose queries run one after another in a thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from landing_zone.config.account import Account
from landing_zone.config.landing_zone import LandingZone
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query


@dataclass(frozen=True)
class Ask:
    """One query in one place.

    Args:
        query: the query.
        account: where it runs.
        region: of its clients.
    """

    query: Query
    account: Account
    region: str

    @property
    def subject_region(self) -> str:
        """The Region of the subjects: "" unless the query runs in each environment."""
        return self.region if self.query.level is Level.ENVIRONMENT else ""


@dataclass(frozen=True)
class Unit:
    """The queries that one thread runs in one account and Region, in the order of their ids."""

    account: Account
    region: str
    asks: tuple[Ask, ...]


def organisation_units(zone: LandingZone, queries: Iterable[Query]) -> tuple[Unit, ...]:
    """Return the units of queries about the whole organisation, if there is one, one for each account they run in."""
    by_account: dict[str, list[Ask]] = {}
    for query in queries:
        if zone.organisation.id and query.level is Level.ORGANISATION and query.asked_in is not None:
            account = zone.account_with_role(query.asked_in)
            by_account.setdefault(account.id, []).append(Ask(query, account, zone.regions.home))
    return tuple(Unit(asks[0].account, asks[0].region, tuple(asks)) for _, asks in sorted(by_account.items()))


def place_units(zone: LandingZone, accounts: Sequence[Account], queries: Sequence[Query]) -> tuple[Unit, ...]:
    """Return the units of all other queries: each account in the home and mirror Region, sorted by account id."""
    units = []
    for account in sorted(accounts, key=lambda account: account.id):
        for region in zone.regions.governed:
            asks = tuple(
                Ask(query, account, region)
                for query in queries
                if (query.asked_in is None or query.asked_in in account.roles)
                and (query.level is Level.ENVIRONMENT or (query.level is Level.ACCOUNT and region == zone.regions.home))
            )
            if asks:
                units.append(Unit(account, region, asks))
    return tuple(units)
