"""Rules of security groups and entries of network ACLs: direction, protocol, ports, and the peer they are for.

Reads properties as written in a template, or resolved. A value that is not known stays as it is, an intrinsic function
or an :class:`Unknown`, and a question that depends on it is answered by ``None``.

Sources: AWS CloudFormation template reference, ``AWS::EC2::SecurityGroup`` and ``AWS::EC2::NetworkAclEntry``; IANA's
protocol numbers.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from landing_zone.cloudformation.intrinsics.values import Maybe, Reference, Text, Truth, Unknown, both, either, number

Direction = Literal["ingress", "egress"]

ALL = "all"
"""Every protocol."""
ALL_PORTS = (0, 65535)
ICMP = ("icmp", "icmpv6")
_NUMBERS = {"-1": ALL, "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
_WITH_PORTS = ("tcp", "udp")
_RANGES = ("CidrIp", "CidrIpv6", "CidrBlock", "Ipv6CidrBlock")
_PEERS = (
    *_RANGES,
    "SourceSecurityGroupId",
    "SourcePrefixListId",
    "DestinationSecurityGroupId",
    "DestinationPrefixListId",
    "SourceSecurityGroupName",
)
_WORLD_PREFIX = 3
"""A range with a prefix of this length or a shorter one is the internet, or an eighth of it."""
_NOBODY = "255.255.255.255/32"
"""How the CDK writes a group without outbound rules: CloudFormation would open an empty list to everything."""
_OUT_BY_DEFAULT = {"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}
"""What EC2 adds to a group whose own list of outbound rules is empty. Source: AWS CloudFormation Template Reference,
AWS::EC2::SecurityGroupEgress: the default rule goes only when the group itself declares outbound rules."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one rule lets through.

    Args:
        direction: as seen from the resource that the rule guards.
        protocol: lower-case name, IANA's number where there is no name, or :data:`ALL`.
        first: the lowest port; of ICMP the type.
        last: the highest port; of ICMP the code, 65535 for every one.
        peer: the range of addresses, group or prefix list on the other side; ``None`` when the rule has none.
        peer_is_range: whether the peer is a range of addresses.
        group: the security group of a rule that is declared outside of it; else ``None``.
        description: its own; ``None`` when it has none.
    """

    direction: Direction
    protocol: Any
    first: Any
    last: Any
    peer: Any
    peer_is_range: bool
    group: Any = None
    description: Any = None

    def admits_port(self, port: int) -> Truth:
        """Whether TCP or UDP traffic to a port is let through."""
        if not isinstance(self.protocol, str):
            return None
        within = both(_at_most(self.first, port), _at_most(port, self.last))
        return within if self.protocol in (ALL, *_WITH_PORTS) else False

    def open_to_world(self) -> Truth:
        """Whether the other side is the internet, or a good part of it; a group or prefix list is not."""
        if not self.peer_is_range or not isinstance(self.peer, str | Text):
            return None if self.peer_is_range else False
        text = self.peer.suffix if isinstance(self.peer, Text) else self.peer
        _, slash, length = text.rpartition("/")
        if slash and length.isdecimal():
            return int(length) <= _WORLD_PREFIX
        return None if isinstance(self.peer, Text) else False

    def covers(self, other: Rule) -> Truth:
        """Whether this rule lets through at least what another does."""
        answer = both(self.direction == other.direction, _same(self.group, other.group))
        answer = both(answer, True if self.protocol == ALL else _same(self.protocol, other.protocol))
        return both(both(answer, self._covers_ports(other)), _holds(self.peer, other.peer))

    def _covers_ports(self, other: Rule) -> Truth:
        if other.protocol in ICMP and self.protocol in ICMP:  # a type and a code are not a range
            same_code = either(_same(self.last, other.last), self.last == ALL_PORTS[1])
            return either((self.first, self.last) == ALL_PORTS, both(_same(self.first, other.first), same_code))
        lower = either(_same(self.first, other.first), _at_most(self.first, other.first))
        return both(lower, either(_same(self.last, other.last), _at_most(other.last, self.last)))


def security_group_rules(type_: str, properties: Any) -> Iterator[Rule]:
    """Yield the rules of a security group, or of a rule that is declared outside of its group.

    Args:
        type_: of the resource; another type has none.
        properties: as written, or resolved.
    """
    if type_ in ("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"):
        yield from rules_in(properties, "ingress" if type_.endswith("Ingress") else "egress")
    elif type_ == "AWS::EC2::SecurityGroup":
        for written in _listed(properties.get("SecurityGroupIngress")):
            yield from rules_in(written, "ingress")
        out = _listed(properties.get("SecurityGroupEgress"))
        for written in [*out, _OUT_BY_DEFAULT] if all(isinstance(one, Maybe) for one in out) else out:
            yield from rules_in(written, "egress")


def network_acl_rules(properties: Mapping[str, Any]) -> Iterator[Rule]:
    """Yield what an entry of a network ACL lets through: nothing, when it denies."""
    if properties.get("RuleAction") != "deny":
        yield from rules_in(properties, "egress" if str(properties.get("Egress")).lower() == "true" else "ingress")


def rules_in(written: Any, direction: Direction) -> Iterator[Rule]:
    """Yield one rule for each peer that a rule or an entry names; none for a rule that admits no address."""
    if isinstance(written, Maybe):
        written = written.value
    if isinstance(written, Unknown | Reference) or _is_function(written):
        yield Rule(direction, written, written, written, written, peer_is_range=True)
    if not isinstance(written, Mapping) or _is_function(written):
        return
    ports = written.get("PortRange")
    ports = ports if isinstance(ports, Mapping) else {"From": written.get("FromPort"), "To": written.get("ToPort")}
    protocol = _protocol(written.get("IpProtocol", written.get("Protocol")))
    first, last = _port(ports.get("From"), ALL_PORTS[0]), _port(ports.get("To"), ALL_PORTS[1])
    if isinstance(protocol, str) and protocol not in (*_WITH_PORTS, *ICMP):
        first, last = ALL_PORTS
    about = written.get("GroupId"), written.get("Description")
    for name in [name for name in _PEERS if written.get(name)] or [""]:
        if (peer := written.get(name)) != _NOBODY:
            yield Rule(direction, protocol, first, last, peer, name in _RANGES, *about)


def open_to_world(written: Any) -> Truth:
    """Whether a rule of a security group, or an entry of a network ACL, is for the internet or a good part of it."""
    return _any(rule.open_to_world() for rule in rules_in(written, "ingress"))


def admits_port(written: Any, ports: list[int]) -> Truth:
    """Whether such a rule or entry is for TCP or UDP traffic to one of the ports."""
    return _any(rule.admits_port(port) for rule in rules_in(written, "ingress") for port in ports)


def _any(answers: Iterable[Truth]) -> Truth:
    found = set(answers)
    return True if True in found else None if None in found else False


def _is_function(written: Any) -> bool:
    return isinstance(written, Mapping) and len(written) == 1 and next(iter(written)).startswith(("Ref", "Fn::"))


def _listed(value: Any) -> list[Any]:
    if value in (None, {"Ref": "AWS::NoValue"}):
        return []
    return value if isinstance(value, list) else [value]


def _protocol(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        text = ALL if value is None else str(value).lower()
        return _NUMBERS.get(text, text)
    return value


def _port(value: Any, default: int) -> Any:
    port = number(value)
    if port is None:
        return default if value is None or isinstance(value, str) else value
    return default if port < 0 else int(port)


def _at_most(left: Any, right: Any) -> Truth:
    return left <= right if isinstance(left, int) and isinstance(right, int) else None


def _same(left: Any, right: Any) -> Truth:
    if left == right:
        return True
    known = isinstance(left, str | int | None) and isinstance(right, str | int | None)
    return False if known else None


def _holds(wide: Any, narrow: Any) -> Truth:
    if not isinstance(wide, str) or not isinstance(narrow, str) or wide == narrow:
        return _same(wide, narrow)
    try:
        outer, inner = ipaddress.ip_network(wide, strict=False), ipaddress.ip_network(narrow, strict=False)
    except ValueError:
        return False
    return outer.version == inner.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # both of one version
