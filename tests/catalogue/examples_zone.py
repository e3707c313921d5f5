"""A small zone in which the examples of assertions are judged: templates in memory, one for each environment."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from landing_zone.assembly.model import Assembly, Resource, Template

ACCOUNTS = {
    "management": {"id": "111111111111", "role": "management", "scope": "connected", "stage": "production"},
    "log-archive": {"id": "222222222222", "role": "log-archive", "scope": "connected", "stage": "production"},
    "security": {"id": "333333333333", "role": "security", "scope": "connected", "stage": "production"},
    "network": {"id": "444444444444", "role": "network", "scope": "connected", "stage": "production"},
    "workload": {
        "id": "555555555555",
        "role": "workload",
        "scope": "cde",
        "stage": "production",
        "internet_facing": True,
    },
    "staging": {"id": "666666666666", "role": "workload", "scope": "out-of-scope", "stage": "staging"},
}
REGIONS = {"home": "eu-west-1", "mirror": "eu-central-1"}
ZONE: dict[str, Any] = {
    "regions": REGIONS,
    "accounts": [{"name": name, **account} for name, account in ACCOUNTS.items()],
}
EVERYWHERE = [f"{account}/{region}" for account in ACCOUNTS for region in REGIONS]

Resources = dict[str, list[Any]]
"""Logical id to type, properties, and the environments it stands in (all, when left out)."""


def assembly(resources: Mapping[str, list[Any]]) -> Assembly:
    """Build the zone's assembly: in each environment a template with the resources that stand there."""
    templates = []
    for place in EVERYWHERE:
        account, _, region = place.partition("/")
        environment = f"{ACCOUNTS[account]['id']}/{REGIONS[region]}"
        name = f"Stack-{account}-{REGIONS[region]}"
        bodies = {
            logical_id: {"Type": entry[0], "Properties": entry[1]}
            for logical_id, entry in resources.items()
            if place in (entry[2] if len(entry) > 2 else EVERYWHERE)
        }
        found = {i: Resource(name, i, b["Type"], b["Properties"], "", environment, 0, b) for i, b in bodies.items()}
        account_id, _, code = environment.partition("/")
        templates.append(Template(name, Path(name), {"Resources": bodies}, "", found, account_id, code, ""))
    return Assembly(Path(), tuple(sorted(templates, key=lambda t: t.name)), ZONE)


def broken(resources: Resources, patch: Mapping[str, Any]) -> Resources:
    """Return the resources with a patch: null takes one away, a list puts one there, a mapping sets properties.

    A property's name may be a path (``Rules.0.Status``); null takes it away; ``@`` says where the resource stands.
    """
    result = copy.deepcopy(resources)
    for logical_id, change in patch.items():
        if change is None:
            del result[logical_id]
        elif isinstance(change, list):
            result[logical_id] = change
        else:
            for path, value in change.items():
                if path == "@":
                    result[logical_id][2:] = [value]
                else:
                    _set(result[logical_id][1], path.split("."), value)
    return result


def _set(holder: Any, path: list[str], value: Any) -> None:
    key: Any = int(path[0]) if isinstance(holder, list) else path[0]
    if len(path) > 1:
        _set(holder[key], path[1:], value)
    elif value is None:
        del holder[key]
    else:
        holder[key] = value
