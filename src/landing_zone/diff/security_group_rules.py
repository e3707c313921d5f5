"""Rules of security groups, as grants of the network: from where, to which ports."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from landing_zone.cloudformation.model import Resource
from landing_zone.diff.by_place import as_text

_ALL_PORTS = (0, 65535)
_NUMBERS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
"""IANA's numbers of the protocols that CloudFormation also knows by name."""
_ICMP = ("icmp", "icmpv6")
_KINDS = {
    "AWS::EC2::SecurityGroupIngress": "ingress",
    "AWS::EC2::SecurityGroupEgress": "egress",
}
_PEERS = ("CidrIp", "CidrIpv6", "SourceSecurityGroupId", "SourcePrefixListId", "DestinationSecurityGroupId",
          "DestinationPrefixListId", "SourceSecurityGroupName")  # fmt: skip


@dataclass(frozen=True, order=True)
class Opening:
    """One rule: direction, protocol, ports (of ICMP: type and code), and the other side.

    A rule that stands beside its group names it.
    """

    direction: str
    protocol: str
    first: int
    last: int
    peer: str
    group: str = ""

    def __str__(self) -> str:
        ports = "all ports" if (self.first, self.last) == _ALL_PORTS else f"ports {self.first}-{self.last}"
        side = "from" if self.direction == "ingress" else "to"
        protocol = "every protocol" if self.protocol == "-1" else self.protocol
        group = f", of {self.group}" if self.group else ""
        return f"{self.direction} {protocol}, {ports}, {side} {self.peer}{group}"

    def covers(self, other: Opening) -> bool:
        """Whether this rule lets through at least what the other does."""
        return (
            (self.direction, self.group) == (other.direction, other.group)
            and self.protocol in ("-1", other.protocol)
            and self._ports_hold(other)
            and _holds(self.peer, other.peer)
        )

    def _ports_hold(self, other: Opening) -> bool:
        if other.protocol in _ICMP and self.protocol in _ICMP:  # a type and a code are no range
            every_code = self.first == other.first and self.last == _ALL_PORTS[1]
            return (self.first, self.last) in (_ALL_PORTS, (other.first, other.last)) or every_code
        return self.first <= other.first and self.last >= other.last


def openings(resource: Resource) -> frozenset[Opening]:
    """Return the rules that a security group, or a rule beside one, has."""
    return frozenset(_openings(resource))


def _openings(resource: Resource) -> Iterator[Opening]:
    if resource.type in _KINDS:
        yield _opening(resource.properties, _KINDS[resource.type])
    if resource.type == "AWS::EC2::SecurityGroup":
        for name, direction in (("SecurityGroupIngress", "ingress"), ("SecurityGroupEgress", "egress")):
            rules = resource.properties.get(name) or ()
            for rule in rules if isinstance(rules, list) else [rules]:
                if isinstance(rule, Mapping):
                    yield _opening(rule, direction)


def _opening(rule: Mapping[str, Any], direction: str) -> Opening:
    protocol = str(rule.get("IpProtocol", "-1")).lower()
    protocol = _NUMBERS.get(protocol, protocol)
    peer = as_text(next((rule[name] for name in _PEERS if name in rule), "anywhere"))
    unknown = [rule[name] for name in ("FromPort", "ToPort") if isinstance(rule.get(name), Mapping)]
    if unknown:  # a port that only deployment tells: nothing but the same rule covers it
        peer += f", ports of {as_text(unknown)}"
    first, last = _port(rule.get("FromPort"), _ALL_PORTS[0]), _port(rule.get("ToPort"), _ALL_PORTS[1])
    if protocol == "-1":
        first, last = _ALL_PORTS
    return Opening(direction, protocol, first, last, peer, as_text(rule.get("GroupId", "")))


def _port(value: Any, default: int) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError):
        return default
    return default if number < 0 else number


def _holds(wide: str, narrow: str) -> bool:
    if wide == narrow:
        return True
    try:
        outer, inner = ipaddress.ip_network(wide, strict=False), ipaddress.ip_network(narrow, strict=False)
    except ValueError:
        return False
    return outer.version == inner.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # both of one version
