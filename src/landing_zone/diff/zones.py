"""What two configurations say of the accounts, as far as their snapshots show: each may be of another version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from landing_zone.cloudformation.intrinsics.lists import listed


@dataclass(frozen=True)
class Account:
    """One account of a configuration.

    Args:
        name: as people call it.
        stacks: the name that its stacks have.
        about: roles, scope and stage.
        roles: what it is for.
        data_classes: what it holds.
    """

    name: str
    stacks: str
    about: str = ""
    roles: tuple[str, ...] = ()
    data_classes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Zone:
    """A configuration; without one, as of an assembly from elsewhere, everything is empty.

    Args:
        slug: the prefix of names.
        home: the home Region.
        accounts: by id.
        addresses: name of an account and Region to its range.
    """

    slug: str = ""
    home: str = ""
    accounts: Mapping[str, Account] = field(default_factory=dict)
    addresses: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def name(self, environment: str) -> str:
        """Return ``cde-production/eu-west-1`` for ``555555555555/eu-west-1``; as it is, where nothing names it."""
        account, _, region = environment.partition("/")
        return f"{self.accounts[account].name}/{region}" if account in self.accounts else environment

    def range(self, environment: str) -> str:
        """Return the address range of an environment; "" for none."""
        account, _, region = environment.partition("/")
        return self.addresses.get((self.accounts[account].name, region), "") if account in self.accounts else ""


def zone_of(snapshot: Mapping[str, Any] | None) -> Zone:
    """Read the snapshot of a configuration."""
    data = snapshot or {}
    return Zone(
        slug=str(_mapping(data.get("organisation")).get("slug") or ""),
        home=str(_mapping(data.get("regions")).get("home") or ""),
        accounts={str(one.get("id")): _account(one) for one in map(_mapping, listed(data.get("accounts")))},
        addresses=_addresses(data),
    )


def _addresses(data: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """Return the ranges of each account: of the VPCs that it owns, and of one that it shares."""
    found: dict[tuple[str, str], list[str]] = {}
    for vpc in map(_mapping, listed(_mapping(data.get("addresses")).get("vpcs"))):
        for name in (vpc.get("account"), *listed(vpc.get("shared_with"))):
            found.setdefault((str(name), str(vpc.get("region"))), []).append(str(vpc.get("cidr")))
    return {where: ", ".join(ranges) for where, ranges in found.items()}


def _account(data: Mapping[str, Any]) -> Account:
    name = str(data.get("name"))
    roles = tuple(str(role) for role in (*listed(data.get("role")), *listed(data.get("also"))))
    about = [*roles, *(str(data[key]) for key in ("scope", "stage") if data.get(key))]
    return Account(
        name=name,
        stacks=str(data.get("stacks_named") or name),
        about=", ".join(about),
        roles=roles,
        data_classes=frozenset(str(one) for one in listed(data.get("data_classes"))),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
