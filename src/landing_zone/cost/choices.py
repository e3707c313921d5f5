"""Which line of the configuration causes a cost, what another value would save, and which control asks for this one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from landing_zone.config.addresses import NatGateways, Vpc
from landing_zone.config.landing_zone import LandingZone
from landing_zone.cost.count import Line
from landing_zone.yaml.issue import Location

_NAT = ("AWS::EC2::NatGateway", "AWS::EC2::EIP")
_ENDPOINT = "AWS::EC2::VPCEndpoint"
_PARAMETER = "AWS::SSM::Parameter"
_NETWORK = (*_NAT, _ENDPOINT, _PARAMETER)
_NEEDED_ENDPOINT = "kms"
MULTI_AZ, ENDPOINTS = "vpc-multi-az", "vpc-endpoints"
"""The controls that ask something of a network's zones, gateways and endpoints."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the configuration, and its share of the cost.

    Args:
        at: where it is in the file: ``("addresses", "vpcs", 0)``.
        what: the choice in words.
        value: what is chosen.
        dollars: a month, for what this line causes.
        saves: another value to the dollars that it saves a month.
        controls: ids of the controls that ask for the value, each with what it asks.
    """

    at: Location
    what: str
    value: str
    dollars: Decimal
    saves: Mapping[str, Decimal] = field(default_factory=dict)
    controls: Mapping[str, str] = field(default_factory=dict)


def choices(lines: Iterable[Line], zone: LandingZone) -> list[Choice]:
    """Return each choice that costs, in the order of the file; every line of the count is in exactly one of them.

    Args:
        lines: what was counted.
        zone: the configuration of the assembly.
    """
    names = {account.id: account.name for account in zone.accounts}
    groups: defaultdict[tuple[Location, str], list[Line]] = defaultdict(list)
    for line in lines:
        groups[_cause(line, zone, names)].append(line)
    return [
        _CHOICES[kind](at, group, zone)
        for (at, kind), group in sorted(groups.items(), key=lambda item: (tuple(map(str, item[0][0])), item[0][1]))
    ]


def _cause(line: Line, zone: LandingZone, names: Mapping[str, str]) -> tuple[Location, str]:
    resource = line.resource
    account, _, region = resource.environment.partition("/")
    if resource.type in _NETWORK:
        path = resource.construct_path.split("/")
        for index, vpc in enumerate(zone.addresses.vpcs):
            inside = len(path) > 1 and path[1] == (vpc.construct_id or "Vpc")
            if vpc.account == names.get(account) and vpc.region == region and inside:
                kind = "nat" if resource.type in _NAT else "endpoints" if resource.type == _ENDPOINT else "sharing"
                return ("addresses", "vpcs", index), kind
    position = next((index for index, one in enumerate(zone.accounts) if one.id == account), None)
    if position is None:
        return (), "elsewhere"
    if resource.type == "AWS::WAFv2::WebACL":
        return ("accounts", position, "internet_facing"), "web acl"
    if resource.type == "AWS::KMS::Key" and resource.stack.startswith("Workload-"):
        return ("accounts", position, "data_classes"), "keys"
    return ("accounts", position), "account"


def _vpc(at: Location, zone: LandingZone) -> tuple[Vpc, str, bool]:
    vpc = zone.addresses.vpcs[int(at[2])]
    shared = f", shared with {', '.join(vpc.shared_with)}" if vpc.shared_with else ""
    accounts = vpc.shared_with or (vpc.account,)
    is_production = any(zone.account(name).stage == "production" for name in accounts)
    return vpc, f"{vpc.name or vpc.account} in {vpc.region}{shared}", is_production


def _nat(at: Location, lines: list[Line], zone: LandingZone) -> Choice:
    vpc, where, is_production = _vpc(at, zone)
    chosen = zone.addresses.nat_gateways_of(vpc)
    dollars = _sum(lines)
    zones = zone.addresses.zones_of(vpc)
    saves = {NatGateways.NONE.value: dollars}
    if chosen is NatGateways.PER_ZONE:
        saves = {NatGateways.ONE.value: dollars * (zones - 1) / zones} | saves
        if zones > 2:
            saves["zones: 2"] = dollars / zones
    asked = {MULTI_AZ: "one in each zone"} if is_production else {}
    return Choice((*at, "nat_gateways"), f"NAT gateways of {where}", chosen.value, dollars, saves, asked)


def _endpoints(at: Location, lines: list[Line], zone: LandingZone) -> Choice:
    vpc, where, is_production = _vpc(at, zone)
    services = zone.addresses.interface_endpoints_of(vpc)
    dollars = _sum(lines)
    zones = zone.addresses.zones_of(vpc)
    spared = [service for service in services if service != _NEEDED_ENDPOINT]
    saves = {f"without {spared[0]}, or any other but {_NEEDED_ENDPOINT}": dollars / len(services)} if spared else {}
    if zones > 2:
        saves["zones: 2"] = dollars / zones
    asked = {ENDPOINTS: _NEEDED_ENDPOINT} | ({MULTI_AZ: "three zones"} if is_production else {})
    value = f"{', '.join(services)}; in {zones} zones"
    return Choice((*at, "interface_endpoints"), f"interface endpoints of {where}", value, dollars, saves, asked)


def _sharing(at: Location, lines: list[Line], zone: LandingZone) -> Choice:
    vpc, where, _ = _vpc(at, zone)
    what = f"parameters by which accounts find the network {where}"
    return Choice((*at, "shared_with"), what, ", ".join(vpc.shared_with), _sum(lines))


def _web_acl(at: Location, lines: list[Line], zone: LandingZone) -> Choice:
    dollars = _sum(lines)
    name = zone.accounts[int(at[1])].name
    asked = {"waf-present": "one where an account faces the internet"}
    return Choice(at, f"web ACL of {name}", "true", dollars, {"false": dollars}, asked)


def _keys(at: Location, lines: list[Line], zone: LandingZone) -> Choice:
    account = zone.accounts[int(at[1])]
    return Choice(at, f"keys of the data of {account.name}", ", ".join(sorted(account.data_classes)), _sum(lines))


def _account(at: Location, lines: list[Line], zone: LandingZone) -> Choice:
    dollars = _sum(lines)
    mirrored = _sum(line for line in lines if line.resource.environment.endswith(f"/{zone.regions.mirror}"))
    saves = {"no mirror Region": mirrored} if mirrored else {}
    name = zone.accounts[int(at[1])].name
    return Choice(at, f"the account {name} itself: keys and alarms of the baseline", name, dollars, saves)


def _elsewhere(at: Location, lines: list[Line], _zone: LandingZone) -> Choice:
    return Choice(at, "stacks of accounts that the configuration does not name", "", _sum(lines))


def _sum(lines: Iterable[Line]) -> Decimal:
    return sum((line.dollars for line in lines), Decimal(0))


_CHOICES: Mapping[str, Callable[[Location, list[Line], LandingZone], Choice]] = {
    "nat": _nat,
    "endpoints": _endpoints,
    "sharing": _sharing,
    "web acl": _web_acl,
    "keys": _keys,
    "account": _account,
    "elsewhere": _elsewhere,
}


def location_text(at: Location) -> str:
    """Write a place in the configuration as people do: ``addresses.vpcs[0].nat_gateways``."""
    parts: list[Any] = list(at)
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")
