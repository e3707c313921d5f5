"""Rules of security groups and entries of network ACLs: direction, protocol, ports, and the peer they are for.

Reads properties as written in a template, or resolved. A value that is not known stays as it is, an intrinsic function
or an :class:`Unknown`, and a question that depends on it is answered by ``None``.

Sources: AWS CloudFormation template reference, ``AWS::EC2::SecurityGroup`` and ``AWS::EC2::NetworkAclEntry``; IANA's
protocol numbers.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from landing_zone.cloudformation.intrinsics.values import Maybe, Reference, Text, Truth, Unknown, both, either, number

Direction = Literal["ingress", "egress"]

ALL = "all"
"""Every protocol."""
ALL_PORTS = (0, 65535)
ICMP = ("icmp", "icmpv6")
_NUMBERS = {"-1": ALL, "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
WITH_PORTS = (ALL, "tcp", "udp")
_RANGES = ("CidrIp", "CidrIpv6", "CidrBlock", "Ipv6CidrBlock")
_PEERS = (
    *_RANGES,
    "SourceSecurityGroupId",
    "SourcePrefixListId",
    "DestinationSecurityGroupId",
    "DestinationPrefixListId",
    "SourceSecurityGroupName",
)
_WORLD_PREFIX = {4: 3, 6: 6}
"""A range with a prefix of this length or a shorter one is the internet, or at least an eighth of it.

By IP version: of IPv6, the internet is 2000::/3. Source: IANA, "Internet Protocol Version 6 Address Space".
"""
_NOBODY = "255.255.255.255/32"
"""How the CDK writes a group without outbound rules: CloudFormation would open an empty list to everything."""
_OUT_BY_DEFAULT = {"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}
"""What EC2 adds to a group whose own list of outbound rules is empty. Source: AWS CloudFormation Template Reference,
AWS::EC2::SecurityGroupEgress: the default rule goes only when the group itself declares outbound rules."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one rule lets through.

    Args:
        direction: as seen from the resource that the rule guards, a :data:`Direction` where it is known.
        protocol: lower-case name, IANA's number where there is no name, or :data:`ALL`.
        first: the lowest port; of ICMP the type.
        last: the highest port; of ICMP the code, 65535 for every one.
        peer: the range of addresses, group or prefix list on the other side; ``None`` when the rule has none.
        peer_is_range: whether the peer is a range of addresses.
        group: the security group of a rule that is declared outside of it; else ``None``.
        description: its own; ``None`` when it has none.
        certain: whether there is such a rule, and it allows.
    """

    direction: Any
    protocol: Any
    first: Any
    last: Any
    peer: Any
    peer_is_range: bool
    group: Any = None
    description: Any = None
    certain: bool = True

    def admits_port(self, port: int) -> Truth:
        """Whether TCP or UDP traffic to a port is let through."""
        if not isinstance(self.protocol, str):
            return None
        if self.protocol in ICMP or self.protocol.isdecimal():
            return False
        known = self.certain and self.protocol in WITH_PORTS
        return both(True if known else None, both(_at_most(self.first, port), _at_most(port, self.last)))

    def open_to_world(self) -> Truth:
        """Whether the other side is the internet, or at least an eighth of it; a group or prefix list is not."""
        return both(True if self.certain else None, _is_world(self.peer)) if self.peer_is_range else False

    def covers(self, other: Rule) -> Truth:
        """Whether this rule lets through at least what another does."""
        answer = both(_same(self.direction, other.direction), _same(self.group, other.group))
        answer = both(answer, True if self.certain else None)
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
        readable = isinstance(properties, Mapping) and not _is_function(properties)
        for written in _listed(properties.get("SecurityGroupIngress") if readable else properties):
            yield from rules_in(written, "ingress")
        out = _listed(properties.get("SecurityGroupEgress") if readable else properties)
        for written in [*out, _OUT_BY_DEFAULT] if all(isinstance(one, Maybe) for one in out) else out:
            yield from rules_in(written, "egress")


def network_acl_rules(properties: Mapping[str, Any]) -> Iterator[Rule]:
    """Yield what an entry of a network ACL lets through: nothing, when it denies."""
    egress, action = properties.get("Egress"), properties.get("RuleAction")
    direction = {"none": "ingress", "false": "ingress", "true": "egress"}.get(str(egress).lower(), egress)
    if action != "deny":
        for rule in rules_in(properties, direction):
            yield replace(rule, certain=action == "allow")


def rules_in(written: Any, direction: Any) -> Iterator[Rule]:
    """Yield one rule for each peer that a rule or an entry names; none for a rule that admits no address."""
    if isinstance(written, Maybe):
        for rule in rules_in(written.value, direction):
            yield replace(rule, certain=False)
        return
    if isinstance(written, Unknown | Reference) or _is_function(written):
        yield Rule(direction, written, written, written, written, peer_is_range=True)
    if not isinstance(written, Mapping) or _is_function(written):
        return
    ports = written.get("PortRange")
    if not isinstance(ports, Mapping) or _is_function(ports):
        ports = {"From": written.get("FromPort", ports), "To": written.get("ToPort", ports)}
    protocol = _protocol(written.get("IpProtocol", written.get("Protocol")))
    first, last = _port(ports.get("From"), ALL_PORTS[0]), _port(ports.get("To"), ALL_PORTS[1])
    if protocol == ALL or (isinstance(protocol, str) and protocol not in (*WITH_PORTS, *ICMP)):
        first, last = ALL_PORTS
    about = written.get("GroupId"), written.get("Description")
    for name in [name for name in _PEERS if written.get(name) is not None] or [""]:
        if (peer := written.get(name)) != _NOBODY:
            yield Rule(direction, protocol, first, last, peer, name in _RANGES, *about)


def open_to_world(written: Any) -> Truth:
    """Whether a rule of a security group, or an entry of an ACL, is for the internet or at least an eighth of it."""
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
    if value is None or isinstance(value, str | int | float):
        by_number = number(value)
        text = ALL if value is None else str(value).strip().lower() if by_number is None else f"{by_number:g}"
        return _NUMBERS.get(text, text)
    return value


def _port(value: Any, default: int) -> Any:
    port = number(value)
    if port is None:
        return default if value is None else value
    return default if port < 0 else int(port)


def _is_world(peer: Any) -> Truth:
    if isinstance(peer, Text):
        _, slash, length = peer.suffix.rpartition("/")
        known = "".join(part or "" for part in peer.parts)
        addresses = ["::"] if ":" in known else ["128.0.0.0"] if "." in known else ["::", "128.0.0.0"]
        answers = {_is_world(address + slash + length) for address in addresses}
        return answers.pop() if len(answers) == 1 else None
    if not isinstance(peer, str) or "/" not in peer:
        return None
    try:
        network = ipaddress.ip_network(peer.strip(), strict=False)
    except ValueError:
        return None
    return network.prefixlen <= _WORLD_PREFIX[network.version]


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
