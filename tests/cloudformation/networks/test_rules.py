"""What a network rule lets through: yes, no, or undetermined where a value is not known."""

from __future__ import annotations

from typing import Any

import pytest

from landing_zone.cloudformation.intrinsics.values import Maybe, Reference, Text, Unknown
from landing_zone.cloudformation.networks.rules import (
    ALL,
    ALL_PORTS,
    admits_port,
    network_acl_rules,
    open_to_world,
    rules_in,
    security_group_rules,
)

R = frozenset({"the parameter P"})
GROUP = Reference(("a", "G"), "GroupId", {"Fn::GetAtt": ["G", "GroupId"]})
SSH = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"}


@pytest.mark.parametrize(
    ("peer", "answer"),
    [
        ({"CidrIp": "0.0.0.0/0"}, True),
        ({"CidrIp": "128.0.0.0/1"}, True),
        ({"CidrIp": "10.0.0.0/10"}, False),
        ({"CidrIp": "10.0.0.0/3"}, True),
        ({"CidrIp": "10.0.0.0/4"}, False),
        ({"CidrIp": "0.0.0.0/0 "}, True),
        ({"CidrIp": "0.0.0.0/00"}, True),
        ({"CidrIp": "128.0.0.0"}, None),
        ({"CidrIp": "192.0.2.1"}, None),
        ({"CidrIp": "anywhere/0"}, None),
        ({"CidrIp": "0.0.0.0/x"}, None),
        ({"CidrIp": "0.0.0.0/33"}, None),
        ({"CidrIp": ""}, None),
        ({"CidrIp": ["0.0.0.0/0"]}, None),
        ({"CidrIpv6": "0:0:0:0:0:0:0:0/0"}, True),
        ({"CidrIpv6": "2000::/3"}, True),
        ({"CidrIpv6": "2000::/4"}, True),
        ({"CidrIpv6": "2400::/6"}, True),
        ({"CidrIpv6": "2400::/7"}, False),
        ({"CidrIp": "10.0.0.0/8", "CidrIpv6": "::/0"}, True),
        ({"CidrBlock": "0.0.0.0/0"}, True),
        ({"Ipv6CidrBlock": "::/0"}, True),
        ({"CidrIp": Text(R, parts=("10.", None, ".0.0/16"))}, False),
        ({"CidrIp": Text(R, parts=(None, "/0"))}, True),
        ({"CidrIp": Text(R, parts=(None, "/24"))}, False),
        ({"CidrIp": Text(R, parts=(None, "/5"))}, None),
        ({"CidrIp": Text(R, parts=(None, ".0.0.0/5"))}, False),
        ({"CidrIpv6": Text(R, parts=(None, "::/5"))}, True),
        ({"CidrIp": Text(R, parts=("10.0.0.0/", None))}, None),
        ({"CidrIp": Unknown(R)}, None),
        ({"CidrIp": {"Ref": "Office"}}, None),
        ({"SourceSecurityGroupId": GROUP}, False),
        ({"SourcePrefixListId": "pl-1"}, False),
        ({}, False),
    ],
)
def test_a_rule_is_for_the_internet_or_not(peer: dict[str, Any], answer: bool | None) -> None:
    """By the length of the prefix, however the address is spelled; a group or a list is not a range."""
    assert open_to_world(peer) is answer
    assert open_to_world(Maybe(peer, R)) is (None if answer else answer), "a rule that may be absent is not certain"


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        (SSH, True),
        ({**SSH, "IpProtocol": 6}, True),
        ({**SSH, "IpProtocol": "6"}, True),
        ({**SSH, "IpProtocol": "UDP"}, True),
        ({**SSH, "IpProtocol": "06"}, True),
        ({**SSH, "IpProtocol": " 6"}, True),
        ({**SSH, "IpProtocol": " tcp"}, True),
        ({**SSH, "IpProtocol": 6.0}, True),
        ({**SSH, "IpProtocol": "another"}, None),
        ({**SSH, "IpProtocol": 1.5}, None),
        ({**SSH, "FromPort": "ssh"}, None),
        (Maybe(SSH, R), None),
        (Maybe({**SSH, "FromPort": 23, "ToPort": 443}, R), False),
        ({"Protocol": 6, "PortRange": Unknown(R)}, None),
        ({"Protocol": 6, "PortRange": {"Fn::If": ["Wide", {"From": 1, "To": 2}, {"From": 443, "To": 443}]}}, None),
        ({**SSH, "FromPort": "0", "ToPort": "1024"}, True),
        ({**SSH, "FromPort": 23, "ToPort": 443}, False),
        ({"IpProtocol": "-1", "FromPort": 443, "ToPort": 443}, True),
        ({"IpProtocol": "tcp"}, True),
        ({"IpProtocol": "tcp", "FromPort": -1, "ToPort": -1}, True),
        ({"IpProtocol": "icmp", "FromPort": 0, "ToPort": -1}, False),
        ({"IpProtocol": "50"}, False),
        ({"Protocol": 6, "PortRange": {"From": 20, "To": 25}}, True),
        ({"Protocol": 6, "PortRange": {"From": 443, "To": 443}}, False),
        ({**SSH, "ToPort": Unknown(R)}, None),
        ({**SSH, "FromPort": 23, "ToPort": Unknown(R)}, False),
        ({**SSH, "IpProtocol": Unknown(R), "FromPort": 443, "ToPort": 443}, None),
        (Unknown(R), None),
        ({"Fn::If": ["Wide", SSH, SSH]}, None),
    ],
)
def test_a_rule_admits_a_port_or_not(rule: Any, answer: bool | None) -> None:
    """Protocols have names and numbers; every protocol, and a rule without ports, is for every port."""
    assert admits_port(rule, [22]) is answer
    assert admits_port(rule, [22, 22]) is answer
    assert admits_port(rule, []) is False


def test_the_rules_of_a_group_and_of_what_is_declared_outside_of_it() -> None:
    """A group without outbound rules of its own gets EC2's; the CDK's rule for no address is none."""
    no_address = {"IpProtocol": "icmp", "CidrIp": "255.255.255.255/32"}
    group = "AWS::EC2::SecurityGroup"
    (inbound, out) = security_group_rules(group, {"SecurityGroupIngress": [SSH]})
    assert (inbound.direction, inbound.protocol, inbound.first, inbound.last) == ("ingress", "tcp", 22, 22)
    assert (out.direction, out.protocol, (out.first, out.last), out.peer) == ("egress", ALL, ALL_PORTS, "0.0.0.0/0")
    assert list(security_group_rules(group, {"SecurityGroupEgress": [no_address]})) == []
    assert len(list(security_group_rules(group, {"SecurityGroupEgress": {"Ref": "AWS::NoValue"}}))) == 1
    perhaps = security_group_rules(group, {"SecurityGroupEgress": [Maybe(SSH, R)]})
    assert [rule.protocol for rule in perhaps] == ["tcp", ALL], "without its only rule the group has EC2's"
    (outside,) = security_group_rules("AWS::EC2::SecurityGroupEgress", {**SSH, "GroupId": "sg-1", "Description": "d"})
    assert (outside.direction, outside.group, outside.description) == ("egress", "sg-1", "d")
    assert list(security_group_rules("AWS::EC2::VPC", {"SecurityGroupIngress": [SSH]})) == []


def test_an_entry_of_a_network_acl_that_denies_lets_nothing_through() -> None:
    """One whose action is not known may let something through."""
    entry = {"Protocol": "-1", "CidrBlock": "0.0.0.0/0", "Egress": "true"}
    assert list(network_acl_rules({**entry, "RuleAction": "deny"})) == []
    (perhaps,) = network_acl_rules({**entry, "RuleAction": Unknown(R)})
    assert (perhaps.direction, perhaps.open_to_world(), perhaps.admits_port(22)) == ("egress", None, None)
    inward = {**entry, "RuleAction": "allow", "Egress": False}
    (allowed,) = network_acl_rules(inward)
    assert (allowed.direction, allowed.open_to_world(), allowed.admits_port(22)) == ("ingress", True, True)
    assert allowed.covers(allowed) is True
    for direction in (Unknown(R), {"Ref": "Out"}):
        (either_way,) = network_acl_rules({**inward, "Egress": direction})
        assert either_way.direction is direction
        assert either_way.covers(allowed) is None
    (perhaps,) = network_acl_rules({**inward, "RuleAction": Unknown(R)})
    assert perhaps.covers(allowed) is None


@pytest.mark.parametrize(
    ("properties", "peers"),
    [(None, ["0.0.0.0/0"]), (Unknown(R), [None, None]), ({"Fn::Transform": {}}, [None, None])],
)
def test_a_group_whose_properties_are_absent_or_not_known(properties: Any, peers: list[str | None]) -> None:
    """A group without properties has EC2's outbound rule; of one that is not known everything is undetermined."""
    found = list(security_group_rules("AWS::EC2::SecurityGroup", properties))
    assert [rule.peer if isinstance(rule.peer, str) else None for rule in found] == peers
    assert [rule.open_to_world() for rule in found] == [True if peer else None for peer in peers]
    assert len(found) == len({rule.direction for rule in found})


@pytest.mark.parametrize(
    ("written", "protocol"), [("58", "icmpv6"), (1, "icmp"), ("059", "59"), ("-1", ALL), (17, "udp"), (None, ALL)]
)
def test_a_protocol_has_one_name(written: Any, protocol: str) -> None:
    """IANA's number and EC2's name are one protocol."""
    (rule,) = rules_in({"IpProtocol": written, "FromPort": 8, "ToPort": -1, "CidrIp": "10.0.0.0/8"}, "ingress")
    assert rule.protocol == protocol
    assert (rule.first == 8) is (protocol in ("icmp", "icmpv6", "udp"))


@pytest.mark.parametrize(
    ("wide", "narrow", "answer"),
    [
        (SSH, {**SSH, "CidrIp": "10.0.0.0/8"}, True),
        ({**SSH, "CidrIp": "10.0.0.0/8"}, SSH, False),
        (SSH, {**SSH, "CidrIp": {"Ref": "Office"}}, None),
        ({**SSH, "CidrIp": {"Ref": "Office"}}, {**SSH, "CidrIp": {"Ref": "Office"}}, True),
        ({**SSH, "IpProtocol": "-1"}, {**SSH, "IpProtocol": {"Ref": "Protocol"}}, True),
        (SSH, {**SSH, "IpProtocol": {"Ref": "Protocol"}}, None),
        ({**SSH, "IpProtocol": "-1"}, SSH, True),
        (SSH, {**SSH, "IpProtocol": "udp"}, False),
        ({**SSH, "ToPort": {"Ref": "Port"}}, SSH, None),
        ({**SSH, "GroupId": "sg-1"}, {**SSH, "GroupId": "sg-2"}, False),
    ],
)
def test_a_rule_covers_another_or_not(wide: Any, narrow: Any, answer: bool | None) -> None:
    """Written values that only deployment decides cover themselves alone, for certain."""
    (one,), (other,) = rules_in(wide, "ingress"), rules_in(narrow, "ingress")
    assert one.covers(other) is answer
