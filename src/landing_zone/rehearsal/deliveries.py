"""Deliveries of AWS's services, tried in the emulated AWS with the policies as they are deployed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emulated_aws.deliveries.deliver import FILE
from landing_zone.catalogue.delivery import Delivery

ALLOWED, REFUSED, UNCONFIRMED, OUTSIDE = "allowed", "refused", "unconfirmed", "outside"
RESULTS = (ALLOWED, REFUSED, UNCONFIRMED, OUTSIDE)
"""What comes out. *unconfirmed*: it is refused in a way that AWS's pages leave open; *outside*: what is called is not
deployed. These two count neither as pass nor fail."""


@dataclass(frozen=True, slots=True)
class TriedDelivery:
    """One request that a service made.

    Args:
        contract: the id of the contract that it is of.
        service: as the contract names it.
        action: what was asked.
        resource: of which ARN.
        place: stack and logical id of the resource that it is for.
        result: one of :data:`RESULTS`.
        reason: who is refused what, and the statement that refuses.
    """

    contract: str
    service: str
    action: str
    resource: str
    place: str
    result: str
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def write_contracts(contracts: Iterable[Delivery], folder: Path) -> None:
    """Give the contracts to the emulated AWS, which knows nothing of this project's policies."""
    found = [contract.model_dump(mode="json", exclude={"sources"}) for contract in contracts]
    (folder / FILE).write_text(json.dumps(found), encoding="utf-8")


def read_deliveries(tried: Iterable[Mapping[str, Any]]) -> list[TriedDelivery]:
    """Return what the emulated AWS says that it tried, sorted."""
    found = [
        TriedDelivery(
            one["contract"],
            one["service"],
            one["action"],
            one["resource"],
            one["place"],
            UNCONFIRMED if one["result"] == REFUSED and one["unconfirmed"] else one["result"],
            one["reason"],
        )
        for one in tried
    ]
    return sorted(found, key=lambda one: (one.service, one.contract, one.place, one.resource, one.action, one.reason))


def by_service(deliveries: Iterable[TriedDelivery]) -> dict[str, Counter[str]]:
    """Return the number of requests with each result, by service, sorted."""
    found: dict[str, Counter[str]] = {}
    for one in deliveries:
        found.setdefault(one.service, Counter())[one.result] += 1
    return dict(sorted(found.items()))
