"""Inspector scans the hosts, images and functions of every account."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.account import Role
from landing_zone.evidence.answer import Answer
from landing_zone.evidence.inspector import answers
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_AT_ONCE = 100
"""accountIds of BatchGetAccountStatus, Amazon Inspector API Reference."""


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge every account in each Region, with the data of Inspector's delegated administrator."""
    accounts = sorted(account.id for account in place.design.zone.accounts)
    for region in place.design.zone.regions.governed:
        for first in range(0, len(accounts), _AT_ONCE):
            yield from answers(place, region, accounts[first : first + _AT_ONCE])


QUERY = Query(
    id="inspector_status_aggregated",
    title="Inspector scans the hosts, images and functions of every account",
    controls=("inspector",),
    level=Level.ORGANISATION,
    asked_in=Role.SECURITY,
    replaces="inspector_status",
    actions=("inspector2:BatchGetAccountStatus",),
    ask=ask,
)
