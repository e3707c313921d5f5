"""What keeps data, and how it is encrypted there (PCI DSS 3.5, 12.3.3; GDPR 32(1)(a))."""

from __future__ import annotations

from landing_zone.inventory.facts import Fact, Facts, named, shown_at
from landing_zone.inventory.model import StoreFact

_NONE = "none is declared"
_OF_THE_SERVICE = "key of the service"


def stores(facts: Facts) -> tuple[StoreFact, ...]:
    """List everything that keeps data, with its encryption at rest."""
    found = [
        StoreFact(
            resource=fact.position,
            environment=fact.environment,
            what=fact.kind.noun,
            name=named(fact),
            encryption=encryption_at_rest(fact),
        )
        for fact in facts.everything()
        if fact.kind.encryption
    ]
    return tuple(sorted(found, key=lambda store: (store.environment, store.resource)))


def encryption_at_rest(fact: Fact) -> str:
    """Return the key that encrypts what a resource keeps, or what else does; "" for one that keeps no data."""
    if (how := fact.kind.encryption) is None:
        return ""
    if how.switch and (off := _unless_on(shown_at(fact, how.switch) or "false")):
        return off
    if key := shown_at(fact, how.key):
        return f"key {key}"
    if how.algorithm and (algorithm := shown_at(fact, how.algorithm)):
        return f"{algorithm}, {_OF_THE_SERVICE}"
    if how.own_key and (off := _unless_on(shown_at(fact, how.own_key) or "true")):
        return off
    return how.otherwise


def _unless_on(switch: str) -> str:
    """The text for a switch that is off, or is known only at deployment; "" for one that is on."""
    return {"true": "", "false": _NONE}.get(switch.lower(), switch)
