"""The valid parts of a configuration, for the cross checks, even when other parts of it are wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

from landing_zone.config.account import Account
from landing_zone.config.addresses import Addresses, Vpc
from landing_zone.config.bootstrap import Bootstrap
from landing_zone.config.data_class import DataClass
from landing_zone.config.data_flow import DataFlow
from landing_zone.config.entity import Entity
from landing_zone.config.existing import Existing
from landing_zone.config.framework_floor import FrameworkFloor
from landing_zone.config.organisation import Organisation
from landing_zone.config.organisational_unit import OrganisationalUnit
from landing_zone.config.part import Model, Part, read_part
from landing_zone.config.regions import Regions
from landing_zone.config.retention import AuditLogRetention, Retention
from landing_zone.config.third_party import ThirdParty
from landing_zone.yaml.issue import Location

_VPC = {"account": "placeholder", "region": "eu-west-1", "cidr": "10.0.0.0/16"}
_AUDIT_LOGS = {"hot_days": 1, "total_days": 1, "lock_days": 1}
_STAND_INS: dict[type, Mapping[str, Any]] = {
    Organisation: {"name": "placeholder", "slug": "placeholder"},
    Account: {
        "name": "placeholder",
        "id": "000000000000",
        "email": "placeholder@example.com",
        "role": "workload",
        "scope": "connected",
        "stage": "production",
        "owner": "placeholder",
    },
    OrganisationalUnit: {"name": "placeholder", "purpose": "placeholder"},
    Regions: {
        "home": "eu-west-1",
        "allowed": ["eu-west-1"],
        "zones": {"eu-west-1": ["eu-west-1a"]},
    },
    Vpc: _VPC,
    Addresses: {},
    AuditLogRetention: _AUDIT_LOGS,
    Retention: {"audit_logs": _AUDIT_LOGS, "log_groups_days": 1},
    DataClass: {
        "description": "placeholder",
        "cardholder_data": False,
        "personal_data": False,
        "purpose": "placeholder",
        "legal_basis": "not-personal",
        "legal_basis_hint": "placeholder",
        "retention_days": 1,
    },
    ThirdParty: {
        "company": "placeholder",
        "service": "placeholder",
        "relation": "processor",
        "country": "IE",
        "contract": "placeholder",
        "attestation": "placeholder",
        "responsibilities": "placeholder",
    },
    DataFlow: {
        "source": "placeholder",
        "destination": "placeholder-two",
        "data_class": "placeholder",
        "purpose": "placeholder",
        "protocol": "placeholder",
        "port": 1,
    },
    Entity: {},
    Existing: {},
    Bootstrap: {},
}
"""Placeholders for wrong fields, so that the other fields of an entity can be read; no check reads them."""


@dataclass(frozen=True)
class Draft:
    """The valid parts of a configuration, and the names that the file declares, even in entities that are wrong.

    A name that is declared is never called unknown; where the file declares none at all, no reference is judged.

    Args:
        regions: ``None`` when there is no such mapping.
        units: the organisational units, in the file's order.
        guardrails: policies and what each is attached to, as far as the file gives lists.
        existing: ``None`` when there is no such mapping.
        bootstrap: ``None`` when there is no such mapping.
        accounts: in the file's order.
        account_names: every name given to an account.
        organisation: ``None`` when there is no such mapping.
        supernet: ``None`` when wrong or not given.
        plans_no_supernet: whether there is an address plan in which none is given.
        vpcs: in the file's order.
        audit_logs: ``None`` when there is no such mapping.
        log_groups_days: ``None`` when wrong.
        data_classes: by name.
        third_parties: by name.
        data_flows: in the file's order.
        trusted: the place, kind and name of each who is trusted, where both are texts.
        frameworks: as the file lists them; "" for a value that is not text.
        entity: ``None`` when there is no such mapping.
        known_frameworks: those that exist, with their minimums; ``None`` when they are not known.
    """

    regions: Part[Regions] | None
    units: tuple[Part[OrganisationalUnit], ...]
    guardrails: Mapping[str, tuple[str, ...]]
    existing: Part[Existing] | None
    bootstrap: Part[Bootstrap] | None
    accounts: tuple[Part[Account], ...]
    account_names: frozenset[str]
    organisation: Part[Organisation] | None
    supernet: IPv4Network | None
    plans_no_supernet: bool
    vpcs: tuple[Part[Vpc], ...]
    audit_logs: Part[AuditLogRetention] | None
    log_groups_days: int | None
    data_classes: Mapping[str, Part[DataClass]]
    third_parties: Mapping[str, Part[ThirdParty]]
    data_flows: tuple[Part[DataFlow], ...]
    trusted: tuple[tuple[Location, str, str], ...]
    frameworks: tuple[str, ...]
    entity: Part[Entity] | None
    known_frameworks: Mapping[str, FrameworkFloor] | None

    @property
    def has_organisation(self) -> bool:
        """Whether the accounts are in an organisation, as far as the file says; so where its ids are wrong."""
        part = self.organisation
        return part is None or not part.knows("id", "root") or bool(part.model.id or part.model.root)


def read_draft(data: Mapping[Any, Any], known_frameworks: Mapping[str, FrameworkFloor] | None) -> Draft:
    """Read the valid parts of a configuration.

    Args:
        data: the file's content; any of it may be wrong.
        known_frameworks: see :class:`Draft`.
    """
    guardrails = data.get("guardrails")
    accounts = _list(data, "accounts")
    addresses = _part(Addresses, data.get("addresses"), ("addresses",))
    retention = _part(Retention, data.get("retention"), ("retention",))
    return Draft(
        regions=_part(Regions, data.get("regions"), ("regions",)),
        units=_parts(OrganisationalUnit, _list(data, "organisational_units"), ("organisational_units",)),
        guardrails={
            name: tuple(text if isinstance(text, str) else "" for text in _list(guardrails, name))
            for name in (guardrails if isinstance(guardrails, dict) else ())
        },
        existing=_part(Existing, data.get("existing"), ("existing",)),
        bootstrap=_part(Bootstrap, data.get("bootstrap"), ("bootstrap",)),
        accounts=_parts(Account, accounts, ("accounts",)),
        account_names=frozenset(_texts(accounts, "name")),
        organisation=_part(Organisation, data.get("organisation"), ("organisation",)),
        plans_no_supernet=addresses is not None and addresses.knows("supernet") and not addresses.model.supernet,
        supernet=addresses.model.supernet if addresses and addresses.knows("supernet") else None,
        vpcs=_parts(Vpc, _list(data.get("addresses"), "vpcs"), ("addresses", "vpcs")),
        audit_logs=_part(AuditLogRetention, _get(data.get("retention"), "audit_logs"), ("retention", "audit_logs")),
        log_groups_days=(retention.model.log_groups_days if retention and retention.knows("log_groups_days") else None),
        data_classes=_named(DataClass, data.get("data_classes"), ("data_classes",)),
        third_parties=_named(ThirdParty, data.get("third_parties"), ("third_parties",)),
        data_flows=_parts(DataFlow, _list(data, "data_flows"), ("data_flows",)),
        trusted=tuple(
            (("trusted", index, "name"), node["kind"], node["name"])
            for index, node in enumerate(_list(data, "trusted"))
            if _texts([node], "kind") and _texts([node], "name")
        ),
        frameworks=tuple(text if isinstance(text, str) else "" for text in _list(data, "frameworks")),
        entity=_part(Entity, data.get("entity"), ("entity",)),
        known_frameworks=known_frameworks,
    )


def _get(node: Any, key: str) -> Any:
    return node.get(key) if isinstance(node, dict) else None


def _list(node: Any, key: str) -> list[Any]:
    found = _get(node, key)
    return found if isinstance(found, list) else []


def _texts(nodes: list[Any], key: str) -> list[str]:
    return [node[key] for node in nodes if isinstance(node, dict) and isinstance(node.get(key), str)]


def _part(model: type[Model], node: Any, location: Location) -> Part[Model] | None:
    return read_part(model, node, location, _STAND_INS[model])


def _parts(model: type[Model], nodes: list[Any], location: Location) -> tuple[Part[Model], ...]:
    read = (_part(model, node, (*location, index)) for index, node in enumerate(nodes))
    return tuple(part for part in read if part is not None)


def _named(model: type[Model], nodes: Any, location: Location) -> dict[str, Part[Model]]:
    if not isinstance(nodes, dict):
        return {}
    read = {str(name): _part(model, node, (*location, name)) for name, node in nodes.items()}
    return {name: part for name, part in read.items() if part is not None}
