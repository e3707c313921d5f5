"""What inspects traffic, for the network diagram (PCI DSS 1.2.3, 6.4.2, 11.5.1)."""

from __future__ import annotations

from landing_zone.inventory.facts import Fact, Facts, shown
from landing_zone.inventory.model import ProtectionFact

_KINDS = {
    "AWS::WAFv2::WebACL": ("web ACL", "AWS::WAFv2::WebACLAssociation", "WebACLArn", "ResourceArn"),
    "AWS::NetworkFirewall::Firewall": ("network firewall", "AWS::NetworkFirewall::Firewall", "", "VpcId"),
    "AWS::Route53Resolver::FirewallRuleGroup": (
        "DNS firewall",
        "AWS::Route53Resolver::FirewallRuleGroupAssociation",
        "FirewallRuleGroupId",
        "VpcId",
    ),
}
"""Type to its name, the type that attaches it, the property that names it there, and the one that names the other."""


def protections(facts: Facts) -> tuple[ProtectionFact, ...]:
    """List every web ACL and firewall, with what it is attached to."""
    found = [
        ProtectionFact(
            resource=fact.position,
            environment=fact.environment,
            what=what,
            name=_name(fact),
            purpose=shown(fact.properties.get("Description")),
            protects=tuple(
                sorted(
                    shown(link.properties.get(other))
                    for link in (facts.naming(fact.key) if names else [fact])
                    if link.resource.type == attached and link.properties.get(other)
                )
            ),
        )
        for type_, (what, attached, names, other) in _KINDS.items()
        for fact in facts.of(type_)
    ]
    return tuple(sorted(found, key=lambda p: (p.environment, p.resource)))


def _name(fact: Fact) -> str:
    return shown(fact.properties.get("Name") or fact.properties.get("FirewallName")) or fact.resource.logical_id
