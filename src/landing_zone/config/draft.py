"""What could be read of a configuration, as the cross checks need it, even when other parts of it are wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from landing_zone.config.account import Account
from landing_zone.config.addresses import Addresses, Vpc
from landing_zone.config.data_class import DataClass
from landing_zone.config.framework_floor import FrameworkFloor
from landing_zone.config.regions import Regions
from landing_zone.config.retention import Retention

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class Draft:
    """The valid parts of a configuration, and the names that its invalid parts give.

    One wrong e-mail address must not hide an overlapping range, nor make a name look unknown: names and roles are
    taken from the raw data, everything else from the parts that are valid in themselves.

    Args:
        accounts: place in the file's list, and account; the valid ones.
        account_names: every name that the file gives an account.
        roles: the role that each account claims, valid account or not.
        units: place in the file's list, and name, of each organisational unit.
        regions: ``None`` when wrong.
        addresses: ``None`` when wrong in itself; its valid VPCs are in ``vpcs`` all the same.
        vpcs: place in the file's list, and VPC; the valid ones.
        retention: ``None`` when wrong.
        data_classes: the valid ones.
        data_class_names: every name that the file gives a data class.
        frameworks: as the file lists them.
        known_frameworks: those that exist, with what they ask; ``None`` when nobody knows.
    """

    accounts: tuple[tuple[int, Account], ...]
    account_names: frozenset[str]
    roles: tuple[str, ...]
    units: tuple[tuple[int, str], ...]
    regions: Regions | None
    addresses: Addresses | None
    vpcs: tuple[tuple[int, Vpc], ...]
    retention: Retention | None
    data_classes: Mapping[str, DataClass]
    data_class_names: frozenset[str]
    frameworks: tuple[str, ...]
    known_frameworks: Mapping[str, FrameworkFloor] | None


def draft(data: Mapping[Any, Any], known_frameworks: Mapping[str, FrameworkFloor] | None) -> Draft:
    """Read whatever can be read of a configuration.

    Args:
        data: the file's content; any of it may be wrong.
        known_frameworks: see :class:`Draft`.
    """
    accounts = _list(data.get("accounts"))
    units = _list(data.get("organisational_units"))
    addresses = data.get("addresses")
    classes = data.get("data_classes")
    classes = classes if isinstance(classes, dict) else {}
    return Draft(
        accounts=_models(Account, accounts),
        account_names=frozenset(_texts(accounts, "name")),
        roles=tuple(_texts(accounts, "role")),
        units=tuple((i, unit["name"]) for i, unit in enumerate(units) if _texts([unit], "name")),
        regions=_model(Regions, data.get("regions")),
        addresses=_model(Addresses, addresses),
        vpcs=_models(Vpc, _list(addresses.get("vpcs")) if isinstance(addresses, dict) else []),
        retention=_model(Retention, data.get("retention")),
        data_classes={
            name: model
            for name, body in classes.items()
            if (model := _model(DataClass, body)) and isinstance(name, str)
        },
        data_class_names=frozenset(name for name in classes if isinstance(name, str)),
        frameworks=tuple(text if isinstance(text, str) else "" for text in _list(data.get("frameworks"))),
        known_frameworks=known_frameworks,
    )


def _list(node: Any) -> list[Any]:
    return node if isinstance(node, list) else []


def _texts(nodes: list[Any], key: str) -> list[str]:
    return [node[key] for node in nodes if isinstance(node, dict) and isinstance(node.get(key), str)]


def _model(model: type[_Model], node: Any) -> _Model | None:
    try:
        return model.model_validate(node)
    except ValidationError:
        return None


def _models(model: type[_Model], nodes: list[Any]) -> tuple[tuple[int, _Model], ...]:
    return tuple((i, valid) for i, node in enumerate(nodes) if (valid := _model(model, node)) is not None)
