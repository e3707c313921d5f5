"""What inspects traffic, for the network diagram (PCI DSS 1.2.3, 6.4.2, 11.5.1)."""

from __future__ import annotations

from landing_zone.inventory.facts import Facts, named, shown
from landing_zone.inventory.model import ProtectionFact


def protections(facts: Facts) -> tuple[ProtectionFact, ...]:
    """List every web ACL and firewall, with what it is attached to."""
    found = [
        ProtectionFact(
            resource=fact.position,
            environment=fact.environment,
            what=fact.kind.noun,
            name=named(fact),
            purpose=shown(fact.properties.get("Description")),
            protects=tuple(
                sorted(
                    shown(link.properties.get(protects.property))
                    for link in (facts.naming(fact.key) if protects.of else [fact])
                    if link.resource.type == (protects.of or fact.resource.type)
                    and link.properties.get(protects.property)
                )
            ),
        )
        for fact in facts.everything()
        if (protects := fact.kind.protects)
    ]
    return tuple(sorted(found, key=lambda p: (p.environment, p.resource)))
