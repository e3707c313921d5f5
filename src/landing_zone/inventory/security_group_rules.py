"""What traffic is let through, for the list of services, protocols and ports (PCI DSS 1.2.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.cloudformation.intrinsics.lists import listed
from landing_zone.inventory.facts import Fact, Facts, shown, yes
from landing_zone.inventory.model import OpeningFact

_PEERS = (
    "CidrIp",
    "CidrIpv6",
    "SourceSecurityGroupId",
    "SourcePrefixListId",
    "DestinationSecurityGroupId",
    "DestinationPrefixListId",
    "SourceSecurityGroupName",
)
_NOBODY = "255.255.255.255/32"
"""The CDK's way to write a group without outbound rules: CloudFormation would open an empty list to everything."""
_OUT_BY_DEFAULT = {"IpProtocol": "-1", "CidrIp": "0.0.0.0/0", "Description": ""}
"""What EC2 adds to a group whose own list of outbound rules is empty. Source: AWS CloudFormation Template Reference,
AWS::EC2::SecurityGroupEgress: the default rule goes only when the group itself declares outbound rules."""
_PROTOCOLS = {"-1": "all", "1": "icmp", "6": "tcp", "17": "udp"}


def openings(facts: Facts) -> tuple[OpeningFact, ...]:
    """List every rule of security groups and network ACLs that allows, and every listener."""
    found: list[OpeningFact] = []
    for group in facts.of("AWS::EC2::SecurityGroup"):
        for name, direction in (("SecurityGroupIngress", "inbound"), ("SecurityGroupEgress", "outbound")):
            for rule in listed(group.properties.get(name)):
                found += _of_group(group, rule, direction)
        if not listed(group.properties.get("SecurityGroupEgress")):
            found += _of_group(group, _OUT_BY_DEFAULT, "outbound")
    for rule in facts.of("AWS::EC2::SecurityGroupIngress"):
        found += _of_group(rule, rule.properties, "inbound")
    for rule in facts.of("AWS::EC2::SecurityGroupEgress"):
        found += _of_group(rule, rule.properties, "outbound")
    found += [_of_acl(entry) for entry in facts.of("AWS::EC2::NetworkAclEntry") if _allows(entry)]
    found += [_of_listener(listener) for listener in facts.of("AWS::ElasticLoadBalancingV2::Listener")]
    return tuple(sorted(found, key=lambda o: (o.environment, o.resource, o.direction, o.protocol, o.ports, o.peer)))


def _of_group(fact: Fact, rule: Any, direction: str) -> Iterator[OpeningFact]:
    if not isinstance(rule, Mapping):
        return
    peer = next((shown(rule[name]) for name in _PEERS if rule.get(name)), "")
    if peer != _NOBODY:
        yield OpeningFact(
            resource=fact.position,
            environment=fact.environment,
            kind="security group",
            direction=direction,
            protocol=_protocol(rule.get("IpProtocol")),
            ports=_ports(rule.get("IpProtocol"), rule.get("FromPort"), rule.get("ToPort")),
            peer=peer or "anywhere",
            justification=shown(rule.get("Description")),
        )


def _allows(entry: Fact) -> bool:
    return shown(entry.properties.get("RuleAction")) != "deny"


def _of_acl(entry: Fact) -> OpeningFact:
    ports = entry.properties.get("PortRange")
    ports = ports if isinstance(ports, Mapping) else {}
    return OpeningFact(
        resource=entry.position,
        environment=entry.environment,
        kind="network ACL",
        direction="outbound" if yes(entry.properties.get("Egress")) else "inbound",
        protocol=_protocol(entry.properties.get("Protocol")),
        ports=_ports(entry.properties.get("Protocol"), ports.get("From"), ports.get("To")),
        peer=shown(entry.properties.get("CidrBlock") or entry.properties.get("Ipv6CidrBlock")),
        justification="",
    )


def _of_listener(listener: Fact) -> OpeningFact:
    return OpeningFact(
        resource=listener.position,
        environment=listener.environment,
        kind="listener",
        direction="inbound",
        protocol=shown(listener.properties.get("Protocol")).lower(),
        ports=shown(listener.properties.get("Port")),
        peer="whom the load balancer's security groups let in",
        justification="",
    )


def _protocol(value: Any) -> str:
    return _PROTOCOLS.get(shown(value), shown(value))


def _ports(protocol: Any, first: Any, last: Any) -> str:
    first, last = shown(first), shown(last)
    if shown(protocol) == "-1" or (not first and not last):
        return "all"
    return first if first == last else f"{first}-{last}"
