"""Which traffic the inventory lists as allowed, and what it knows of it."""

from __future__ import annotations

from typing import Any

import pytest

from landing_zone.inventory.facts import AT_DEPLOYMENT
from tests.inventory.conftest import resource


def test_each_opening_with_its_justification(inventory: Any) -> None:
    """Rules inside and beside a group, ACL entries that allow, listeners; the CDK's empty rule is none."""
    found = inventory(
        {
            "G": resource(
                "AWS::EC2::SecurityGroup",
                SecurityGroupIngress=[
                    {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/16", "Description": "TLS"}
                ],
                SecurityGroupEgress=[{"IpProtocol": "icmp", "CidrIp": "255.255.255.255/32"}],
            ),
            "H": resource("AWS::EC2::SecurityGroupEgress", IpProtocol="-1", CidrIp="0.0.0.0/0"),
            "N": resource(
                "AWS::EC2::NetworkAclEntry",
                Protocol=6,
                RuleAction="allow",
                CidrBlock="10.0.0.0/8",
                PortRange={"From": 1, "To": 9},
            ),
            "D": resource("AWS::EC2::NetworkAclEntry", Protocol=-1, RuleAction="deny", CidrBlock="0.0.0.0/0"),
            "L": resource("AWS::ElasticLoadBalancingV2::Listener", Port=443, Protocol="HTTPS"),
        }
    ).openings
    assert {(o.kind, o.direction, o.protocol, o.ports, o.peer, o.justification) for o in found} == {
        ("security group", "inbound", "tcp", "443", "10.0.0.0/16", "TLS"),
        ("security group", "outbound", "all", "all", "0.0.0.0/0", ""),
        ("network ACL", "inbound", "tcp", "1-9", "10.0.0.0/8", ""),
        ("listener", "inbound", "https", "443", "sources that the load balancer's security groups allow", ""),
    }


@pytest.mark.parametrize(
    ("rule", "open_", "ports"),
    [
        ({"IpProtocol": "tcp", "FromPort": "20", "ToPort": 25, "CidrIp": "128.0.0.0/1"}, True, (20, 25)),
        ({"IpProtocol": "udp", "CidrIpv6": "0000:0:0:0:0:0:0:0000/0"}, True, (0, 65535)),
        ({"IpProtocol": "tcp", "FromPort": 23, "ToPort": {"Ref": "P"}, "CidrIp": "10.0.0.0/8"}, False, (23, None)),
        ({"IpProtocol": "-1", "CidrIp": {"Ref": "P"}}, None, (0, 65535)),
        ({"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "SourcePrefixListId": "pl-1"}, False, (None, None)),
        ({"IpProtocol": "50", "CidrIp": "128.0.0.0"}, None, (None, None)),
        ({"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80}, True, (80, 80)),
    ],
)
def test_what_the_reader_of_rules_knows(inventory: Any, rule: Any, open_: bool | None, ports: Any) -> None:
    """A type of ICMP is not a port; a rule without a peer is for anywhere."""
    given = inventory({"G": resource("AWS::EC2::SecurityGroupIngress", **rule)}, {"P": {"Type": "String"}})
    (found,) = given.openings
    assert (found.open_to_world, (found.first_port, found.last_port)) == (open_, ports)


def test_an_entry_whose_direction_or_action_a_parameter_decides(inventory: Any) -> None:
    """It is listed, and neither its direction nor whom it is for is guessed."""
    entry = {"Protocol": "06", "RuleAction": {"Ref": "P"}, "Egress": {"Ref": "P"}, "CidrBlock": "0.0.0.0/0"}
    (found,) = inventory({"N": resource("AWS::EC2::NetworkAclEntry", **entry)}, {"P": {"Type": "String"}}).openings
    assert (found.direction, found.protocol, found.open_to_world) == ("undetermined", "tcp", None)


@pytest.mark.parametrize(("port", "number"), [(80, 80), ("80", 80), ({"Ref": "P"}, None), (None, None)])
def test_a_listener_opens_its_port_to_whom_its_groups_allow(inventory: Any, port: Any, number: int | None) -> None:
    """A gateway load balancer's listener has no port."""
    listener = resource("AWS::ElasticLoadBalancingV2::Listener", Port=port, Protocol="HTTP")
    (found,) = inventory({"L": listener}, {"P": {"Type": "String"}}).openings
    assert (found.open_to_world, found.first_port, found.last_port) == (False, number, number)


def test_a_group_without_outbound_rules_allows_all_outbound_traffic(inventory: Any) -> None:
    """EC2 opens a group that declares none; rules beside the group do not close it."""
    found = inventory(
        {
            "G": resource("AWS::EC2::SecurityGroup", GroupDescription="no rules"),
            "H": resource("AWS::EC2::SecurityGroupEgress", GroupId={"Ref": "G"}, IpProtocol="tcp", CidrIp="10.0.0.0/8"),
        }
    ).openings
    assert {(o.resource, o.direction, o.protocol, o.ports, o.peer) for o in found} == {
        (0, "outbound", "all", "all", "0.0.0.0/0"),
        (1, "outbound", "tcp", "all", "10.0.0.0/8"),
    }


def test_an_opening_that_a_parameter_decides_is_listed(inventory: Any) -> None:
    """The auditor must see a rule that may be there, and a value that is known only at deployment."""
    rule = {"IpProtocol": {"Ref": "P"}, "FromPort": 22, "ToPort": 22, "CidrIp": {"Ref": "P"}}
    chosen = {"Fn::If": ["C", {**rule, "IpProtocol": "icmp", "ToPort": -1}, {"Ref": "AWS::NoValue"}]}
    found = inventory(
        {
            "G": resource("AWS::EC2::SecurityGroupIngress", **rule),
            "H": resource("AWS::EC2::SecurityGroup", SecurityGroupIngress=[chosen], SecurityGroupEgress=[rule]),
        },
        {"P": {"Type": "String"}},
    ).openings
    assert len(found) == 3
    assert {o.peer for o in found} == {AT_DEPLOYMENT}
