"""A small zone for the examples of assertions: templates in memory, one for each environment."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from landing_zone.catalogue.assertion import ACCOUNT_TYPE, STACK_TYPE, ZONE_TYPES
from landing_zone.cloudformation.model import Assembly, Resource, Template
from landing_zone.config import Bootstrap

_CENTRAL = {"scope": "connected", "stage": "production", "owner": "platform", "unit": "Central"}
ACCOUNTS: dict[str, dict[str, Any]] = {
    "management": {"id": "111111111111", "role": "management", **_CENTRAL, "unit": "Root"},
    "log-archive": {"id": "222222222222", "role": "log-archive", **_CENTRAL},
    "security": {"id": "333333333333", "role": "security", **_CENTRAL},
    "network": {"id": "444444444444", "role": "network", **_CENTRAL},
    "workload": {
        "id": "555555555555",
        "role": "workload",
        "scope": "cde",
        "stage": "production",
        "owner": "payments",
        "unit": "CDE Production",
        "internet_facing": True,
        "data_classes": ["card-data"],
    },
    "staging": {
        "id": "666666666666",
        "role": "workload",
        "scope": "out-of-scope",
        "stage": "staging",
        "owner": "payments",
        "unit": "Staging",
        "data_classes": ["internal"],
    },
}
REGIONS = {"home": "eu-west-1", "mirror": "eu-central-1"}
ZONE: dict[str, Any] = {
    "organisation": {"name": "Example Pay", "slug": "examplepay", "id": "o-examplepay01", "root": "r-exam"},
    "bootstrap": Bootstrap().model_dump(),
    "regions": {**REGIONS, "allowed": ["eu-west-1", "eu-central-1", "us-east-1"]},
    "accounts": [{"name": name, **account} for name, account in ACCOUNTS.items()],
    "addresses": {
        "supernet": "10.0.0.0/8",
        "vpcs": [
            {"account": "workload", "region": "eu-west-1", "cidr": "10.0.0.0/16"},
            {"account": "staging", "region": "eu-west-1", "cidr": "10.1.0.0/16"},
            {
                "account": "staging",
                "region": "eu-central-1",
                "cidr": "10.2.0.0/16",
                "shared_with": ["staging-two", "staging-three"],
            },
        ],
    },
    "data_classes": {
        "card-data": {
            "cardholder_data": True,
            "personal_data": True,
            "purpose": "Authorise payments",
            "data_subjects": ["Cardholders"],
            "legal_basis": "contract",
            "retention_days": 540,
        },
        "internal": {
            "cardholder_data": False,
            "personal_data": False,
            "purpose": "Build services",
            "legal_basis": "not-personal",
            "retention_days": 731,
        },
        "without-ground": {
            "cardholder_data": False,
            "personal_data": True,
            "purpose": "Find customers",
            "data_subjects": ["Visitors"],
            "legal_basis": "not-personal",
            "retention_days": 30,
        },
        "about-no-person": {
            "cardholder_data": False,
            "personal_data": True,
            "purpose": "Find customers",
            "legal_basis": "consent",
            "retention_days": 30,
        },
    },
}
EVERYWHERE = [f"{account}/{region}" for account in ACCOUNTS for region in REGIONS]
ELSEWHERE = "elsewhere/home"
"""A stack in an account outside the zone; it exists only when it has resources."""
CODE_OF = "code of "
SECTIONS = ("Parameters", "Conditions", "Mappings")

Resources = dict[str, list[Any]]
"""Logical id to type, properties, its environments (all, when left out), and its condition.

Of the zone's own types, the properties change the defaults: the ``tags`` of a stack, which are right unless changed,
its ``region``, and the configuration of an account. A tag that is null is removed. The type may also be a section of a
template, ``Parameters``, ``Conditions`` or ``Mappings``: the properties are then the section's entry of that name.
"""


def assembly(resources: Mapping[str, list[Any]]) -> Assembly:
    """Build the zone's assembly: in each environment a template with its resources."""
    zone = copy.deepcopy(ZONE)
    for account in zone["accounts"]:
        account.update(_changes(resources, ACCOUNT_TYPE, f"{account['name']}/home"))
    templates = []
    outside = any(ELSEWHERE in entry[2] for entry in resources.values() if len(entry) > 2)
    for place in [*EVERYWHERE, ELSEWHERE] if outside else EVERYWHERE:
        account, _, region = place.partition("/")
        changes = _changes(resources, STACK_TYPE, place)
        account_id = ACCOUNTS[account]["id"] if account in ACCOUNTS else "999999999999"
        code = changes.get("region", REGIONS[region])
        name = f"Stack-{account}-{REGIONS[region]}"
        here = {i: e for i, e in resources.items() if place in (e[2] if len(e) > 2 else EVERYWHERE)}
        bodies: dict[str, dict[str, Any]] = {
            logical_id: {"Type": entry[0], "Properties": _with_code(entry[1])}
            for logical_id, entry in here.items()
            if entry[0] not in (*ZONE_TYPES, *SECTIONS)
        }
        for logical_id, body in bodies.items():
            if len(here[logical_id]) > 3:
                body["Condition"] = here[logical_id][3]
        sections = {s: {i: e[1] for i, e in here.items() if e[0] == s} for s in SECTIONS}
        environment = f"{account_id}/{code}"
        found = {i: Resource(name, i, b["Type"], b["Properties"], "", environment, 0, b) for i, b in bodies.items()}
        tags = {key: value for key, value in (_tags(account) | changes.get("tags", {})).items() if value is not None}
        templates.append(
            Template(name, Path(name), {**sections, "Resources": bodies}, "", found, account_id, code, "", tags)
        )
    return Assembly(Path(), tuple(sorted(templates, key=lambda t: t.name)), zone)


def _with_code(properties: dict[str, Any]) -> dict[str, Any]:
    """Put the code of one of the zone's functions where its file is named: ``code of account_settings_handler.py``."""
    code = properties.get("Code")
    named = code.get("ZipFile", "") if isinstance(code, dict) else None
    if not isinstance(code, dict) or not isinstance(named, str) or not named.startswith(CODE_OF):
        return properties
    from landing_zone_constructs import settings_function  # here: it imports the CDK

    file = settings_function.RUNTIME.with_name(named.removeprefix(CODE_OF))
    return {**properties, "Code": {**code, "ZipFile": settings_function.inline_code(file)}}


def _changes(resources: Mapping[str, list[Any]], kind: str, place: str) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for entry in resources.values():
        if entry[0] == kind and place in entry[2]:
            changes |= entry[1]
    return changes


def _tags(account: str) -> dict[str, str]:
    """The tags that ``stacks/landing_zone_stack.py`` puts on each stack of an account."""
    if account not in ACCOUNTS:
        return {}
    written = ACCOUNTS[account]
    tags = {"organisation": "examplepay", "account": account}
    tags |= {key: written[key] for key in ("role", "scope", "stage", "owner")}
    if written.get("data_classes"):
        tags["data-classes"] = " ".join(written["data_classes"])
    return {f"landing-zone:{key}": value for key, value in tags.items()}


def as_template(resources: Resources) -> dict[str, Any]:
    """Return one template of an example's resources, whatever their environments."""
    template: dict[str, Any] = {"Resources": {}}
    for logical_id, (kind, properties, *rest) in resources.items():
        if kind in SECTIONS:
            template.setdefault(kind, {})[logical_id] = properties
        else:
            condition = {"Condition": rest[1]} if len(rest) > 1 else {}
            template["Resources"][logical_id] = {"Type": kind, "Properties": properties, **condition}
    return template


def broken(resources: Resources, patch: Mapping[str, Any]) -> Resources:
    """Return the resources with a patch: null removes one, a list adds one, a mapping sets properties.

    A property's name may be a path (``Rules.0.Status``); null removes it; ``@`` sets the resource's environments, and
    ``?`` its condition.
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
                elif path == "?":
                    result[logical_id][2:] = [*(result[logical_id][2:3] or [EVERYWHERE]), value]
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
