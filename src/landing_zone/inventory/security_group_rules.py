"""Which traffic is allowed, for the list of services, protocols and ports (PCI DSS 1.2.5)."""

from __future__ import annotations

from landing_zone.cloudformation.intrinsics.values import number
from landing_zone.cloudformation.networks.rules import (
    ALL_PORTS,
    ICMP,
    WITH_PORTS,
    Rule,
    network_acl_rules,
    security_group_rules,
)
from landing_zone.inventory.facts import Fact, Facts, shown
from landing_zone.inventory.model import OpeningFact

_GROUPS = ("AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress")
_DIRECTIONS = {"ingress": "inbound", "egress": "outbound"}


def openings(facts: Facts) -> tuple[OpeningFact, ...]:
    """List every rule of security groups and network ACLs that allows, and every listener."""
    found = [
        _opening(fact, "security group", rule)
        for fact in facts.of(*_GROUPS)
        for rule in security_group_rules(fact.resource.type, fact.properties)
    ]
    found += [
        _opening(entry, "network ACL", rule)
        for entry in facts.of("AWS::EC2::NetworkAclEntry")
        for rule in network_acl_rules(entry.properties)
    ]
    found += [_of_listener(listener) for listener in facts.of("AWS::ElasticLoadBalancingV2::Listener")]
    return tuple(sorted(found, key=lambda o: (o.environment, o.resource, o.direction, o.protocol, o.ports, o.peer)))


def _opening(fact: Fact, kind: str, rule: Rule) -> OpeningFact:
    has_ports = rule.protocol in WITH_PORTS
    return OpeningFact(
        resource=fact.position,
        environment=fact.environment,
        kind=kind,
        direction=_DIRECTIONS.get(shown(rule.direction), "undetermined"),
        protocol=shown(rule.protocol),
        ports=_ports(rule),
        peer=shown(rule.peer) or "anywhere",
        open_to_world=rule.open_to_world() if shown(rule.peer) else True,
        first_port=rule.first if has_ports and isinstance(rule.first, int) else None,
        last_port=rule.last if has_ports and isinstance(rule.last, int) else None,
        justification=shown(rule.description),
    )


def _of_listener(listener: Fact) -> OpeningFact:
    port = number(listener.properties.get("Port"))
    return OpeningFact(
        resource=listener.position,
        environment=listener.environment,
        kind="listener",
        direction="inbound",
        protocol=shown(listener.properties.get("Protocol")).lower(),
        ports=shown(listener.properties.get("Port")),
        peer="sources that the load balancer's security groups allow",
        open_to_world=False,
        first_port=None if port is None else int(port),
        last_port=None if port is None else int(port),
        justification="",
    )


def _ports(rule: Rule) -> str:
    if (rule.first, rule.last) == ALL_PORTS:
        return "all"
    first, last = shown(rule.first), shown(rule.last)
    if rule.protocol in ICMP:
        return f"type {first}" if rule.last == ALL_PORTS[1] else f"type {first}, code {last}"
    return first if first == last else f"{first}-{last}"
