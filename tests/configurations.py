"""Configurations of other organisations: the example's with other values, and the other shapes of a zone."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

Zone = dict[str, Any]
_ROOT = Path(__file__).resolve().parents[1]
_EXAMPLE = _ROOT / "landing-zone.yaml"


def example() -> Zone:
    """Return the example's configuration as data."""
    return _read(_EXAMPLE)


def _read(file: Path) -> Zone:
    data: Zone = yaml.safe_load(file.read_text(encoding="utf-8"))
    return data


def shipped(name: str) -> Zone:
    """Return a configuration of ``examples/`` as data."""
    return _read(_ROOT / "examples" / f"{name}.yaml")


def without_mirror(zone: Zone) -> Zone:
    """Return a configuration in the home Region alone."""
    zone = copy.deepcopy(zone)
    mirror = zone["regions"].pop("mirror")
    zone["regions"]["allowed"].remove(mirror)
    del zone["regions"]["zones"][mirror]
    zone["addresses"]["vpcs"] = [vpc for vpc in zone["addresses"]["vpcs"] if vpc["region"] != mirror]
    return zone


def _account_with_a_mirror() -> Zone:
    """Return one account in two Regions, without a network and with nothing on the internet."""
    zone = shipped("single-account")
    del zone["addresses"]
    zone["regions"] = example()["regions"]
    zone["accounts"][0]["internet_facing"] = False
    return zone


def replaced(node: Any, words: Mapping[str, str]) -> Any:
    """Return data with some words, whole values or keys, exchanged for others."""
    if isinstance(node, dict):
        return {words.get(key, key): replaced(value, words) for key, value in node.items()}
    if isinstance(node, list):
        return [replaced(item, words) for item in node]
    if isinstance(node, str):
        for old, new in words.items():
            if node.startswith(old) and node not in words:
                return new + node.removeprefix(old)  # a zone of a Region: eu-west-1a
        return words.get(node, node)
    return node


def with_account(zone: Zone, name: str, number: int, *, network: bool = True, like: str = "cde-staging") -> Zone:
    """Return a configuration with one more account, like another, with a network of its own or none."""
    zone = copy.deepcopy(zone)
    model = next(account for account in zone["accounts"] if account["name"] == like)
    zone["accounts"].append(model | {"name": name, "id": f"{number:012d}", "email": f"aws+{name}@example.com"})
    if network:
        for place, region in enumerate((zone["regions"]["home"], zone["regions"]["mirror"])):
            cidr = f"10.{128 + number % 60}.{16 * place + 64 * (number // 60 % 4)}.0/20"
            zone["addresses"]["vpcs"].append({"account": name, "region": region, "cidr": cidr})
    return zone


def without_account(zone: Zone, name: str) -> Zone:
    """Return a configuration without an account and what belongs to it."""
    zone = without_network(zone, name)
    zone["accounts"] = [account for account in zone["accounts"] if account["name"] != name]
    zone["data_flows"] = [flow for flow in zone["data_flows"] if name not in (flow["source"], flow["destination"])]
    return zone


def without_network(zone: Zone, name: str) -> Zone:
    """Return a configuration in which an account has no line in the address plan."""
    zone = copy.deepcopy(zone)
    kept = []
    for vpc in zone["addresses"]["vpcs"]:
        if name in vpc.get("shared_with", ()):
            vpc["shared_with"].remove(name)
        if vpc["account"] != name and vpc.get("shared_with") != []:
            kept.append(vpc)
    zone["addresses"]["vpcs"] = kept
    return zone


def _replaced(words: Mapping[str, str]) -> Zone:
    zone: Zone = replaced(example(), words)
    return zone


def _other_values() -> Zone:
    zone = example()
    ids = {account["id"]: f"{int(account['id']) - 4321:012d}" for account in zone["accounts"]}
    names = {"log-archive": "audit-logs", "security": "soc", "network": "transit", "management": "root-payer"}
    roles = [account["role"] for account in zone["accounts"]]
    zone = replaced(zone, {**ids, "examplepay": "acmebank", "o-examplepay01": "o-acmebank00001", "r-exam": "r-acme"})
    renamed: Zone = {
        **zone,
        "accounts": replaced(zone["accounts"], names),
        "addresses": replaced(zone["addresses"], names),
    }
    for account, role in zip(renamed["accounts"], roles, strict=True):
        account["role"] = role
    return renamed


def _exchanged() -> Zone:
    return _replaced({"eu-west-1": "eu-central-1", "eu-central-1": "eu-west-1"})


def _all_at_once() -> Zone:
    zone: Zone = replaced(_other_values(), {"eu-west-1": "eu-north-1", "eu-central-1": "eu-west-3"})
    zone = with_account(without_account(zone, "shared-staging"), "cards-two", 121212121212)
    return with_account(zone, "serverless", 131313131313, network=False, like="customer-staging")


def _many(number: int) -> Callable[[], Zone]:
    def build() -> Zone:
        zone = example()
        likes = ("cde-production", "customer-production", "shared-staging", "customer-staging")
        for n in range(len(zone["accounts"]), number):
            zone = with_account(zone, f"team-{n}", 200_000_000_000 + n, like=likes[n % 4], network=n % 5 != 0)
        return zone

    return build


def _five() -> Zone:
    zone = example()
    for name in ("cde-staging", "customer-production", "customer-staging", "shared-production", "shared-staging"):
        zone = without_account(zone, name)
    used = {account["unit"] for account in zone["accounts"]}
    zone["organisational_units"] = [unit for unit in zone["organisational_units"] if unit["name"] in used]
    return zone


def _frameworks(*ids: str) -> Callable[[], Zone]:
    return lambda: example() | {"frameworks": list(ids)}


def _regions(home: str, mirror: str) -> Callable[[], Zone]:
    return lambda: _replaced({"eu-west-1": home, "eu-central-1": mirror})


def write(zone: Zone, folder: Path) -> Path:
    """Write a configuration into a folder, without anchors, and return the file."""
    file = folder / "landing-zone.yaml"
    file.write_text(yaml.safe_dump(json.loads(json.dumps(zone)), sort_keys=False), encoding="utf-8")
    return file


CONFIGURATIONS: dict[str, Callable[[], Zone]] = {
    "all at once": _all_at_once,
    "five accounts": _five,
    "other values": _other_values,
    "home and mirror exchanged": _exchanged,
    "one account more": lambda: with_account(example(), "cards-two", 121212121212),
    "one account fewer": lambda: without_account(example(), "shared-staging"),
    "an account without a network": lambda: without_network(example(), "shared-staging"),
    "the United States": _regions("us-west-2", "us-east-2"),
    "Switzerland in the mirror": _regions("eu-central-1", "eu-central-2"),
    "GDPR alone": _frameworks("gdpr"),
    "PCI DSS alone": _frameworks("pci-dss-4.0.1"),
    "40 accounts": _many(40),
    "120 accounts": _many(120),
}
"""Name to configuration: other values, and nothing else, than the example's."""

_BOTH = {"frameworks": ["pci-dss-4.0.1", "gdpr"]}

EVERYTHING: dict[str, Any] = {
    "trail": {"name": "audit"},
    "log_archive": {"bucket": "old-logs", "key": "arn:aws:kms:eu-west-1:222222222222:alias/old-logs"},
    "recorder": {},
    "delivery_channel": {},
    "detector": {},
    "security_hub": True,
    "service_linked_roles": {"config.amazonaws.com": {}},
}
"""What may exist already, in every account."""

SHAPES: dict[str, Callable[[], Zone]] = {
    "a single account": lambda: shipped("single-account"),
    "a single account with a mirror": _account_with_a_mirror,
    "a single account with PCI DSS": lambda: shipped("single-account") | _BOTH,
    "a small organisation": lambda: shipped("small-organisation"),
    "a small organisation in one Region": lambda: without_mirror(shipped("small-organisation")) | _BOTH,
    "the fintech in one Region": lambda: without_mirror(example()),
    "many accounts": lambda: shipped("many-accounts"),
    "AWS Control Tower": lambda: shipped("control-tower"),
    "everything existed before": lambda: example() | {"existing": EVERYTHING},
    "the log archive existed before": lambda: example() | {"existing": {"log_archive": EVERYTHING["log_archive"]}},
}
"""Name to configuration: the shipped examples, and variants of them with more or fewer of a zone's features."""
