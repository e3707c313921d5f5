"""The contracts of delivery in an assessment."""

from __future__ import annotations

from collections.abc import Iterable

from landing_zone.assessment.run_model import DeliveryEntry, PageEntry, RequestEntry
from landing_zone.catalogue.delivery import Delivery
from landing_zone.deliveries.evaluate import Deliveries


def delivery_entries(contracts: Iterable[Delivery], asked: Deliveries) -> tuple[DeliveryEntry, ...]:
    """Return an entry for each contract, also for those that arise nowhere.

    Args:
        contracts: of the catalogue.
        asked: what came out.
    """
    outside: dict[str, dict[str, tuple[str, ...]]] = {}
    for one in asked.outside:
        places = outside.setdefault(one.contract, {})
        place = f"{one.stack}/{one.logical_id}"
        places[place] = (*places.get(place, ()), one.target)
    return tuple(
        DeliveryEntry(
            rule=contract.rule,
            title=contract.title,
            service=contract.service,
            sure=contract.sure.value,
            left_open=contract.left_open,
            remediation=contract.remediation,
            requests=tuple(
                RequestEntry(
                    does=one.does,
                    caller=(one.caller or contract.caller).name,
                    caller_kind=(one.caller or contract.caller).kind,
                    actions=one.action,
                    sure=one.sure.value,
                    ways={way.name: way.sure.value for way in one.ways},
                )
                for one in contract.requests
            ),
            sources=tuple(PageEntry(page=s.page, read=s.read, says=s.says) for s in contract.sources),
            asked=asked.requests.get(contract.id, 0),
            outside=outside.get(contract.id, {}),
        )
        for contract in contracts
    )
