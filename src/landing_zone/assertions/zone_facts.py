"""Makes the zone itself selectable: the stacks of its assembly and the accounts of its configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.catalogue.assertion import ACCOUNT_TYPE, STACK_TYPE
from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.errors import UserError


def zone_facts(assembly: Assembly) -> tuple[Resource, ...]:
    """Return each stack and each account as a resource, so that assertions can select them.

    A stack has ``name``, ``region``, ``region_kind`` (home, mirror, or "" elsewhere), ``tags`` (by key) and
    ``account``: its account in the configuration, missing where the account is not of the zone. An account has its
    fields of the configuration, ``holds`` (its data classes, each with its ``name`` and its own fields) and ``beside``
    (the other accounts of its organisational unit). Nested stacks have the tags of their parent, and are left out.

    Raises:
        UserError: the snapshot lacks needed data, so the zone cannot be judged.
    """
    if assembly.zone is None:
        return ()
    try:
        accounts = list(assembly.zone["accounts"])
        kinds = {assembly.zone["regions"].get(kind): kind for kind in ("home", "mirror")}
        return (*_stacks(assembly, accounts, kinds), *_accounts(assembly.zone, accounts))
    except (KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"the snapshot of the landing zone cannot be read: {type(error).__name__} {error}",
            file="landing-zone.json",
            allowed="'accounts' with name and id, and 'regions' with home and mirror",
            fix="synthesize again (`cdk synth`)",
        ) from None


def _stacks(assembly: Assembly, accounts: list[Any], kinds: Mapping[Any, str]) -> Iterator[Resource]:
    by_id = {account["id"]: account for account in accounts}
    for template in assembly.templates:
        if template.tags is None:
            continue
        properties = {
            "name": template.name,
            "region": template.region,
            "region_kind": kinds.get(template.region, ""),
            "tags": dict(template.tags),
        }
        if template.account in by_id:
            properties["account"] = by_id[template.account]
        yield _fact(STACK_TYPE, properties, template.name, template.environment)


def _accounts(zone: Mapping[str, Any], accounts: list[Any]) -> Iterator[Resource]:
    classes = zone.get("data_classes") or {}
    home = zone["regions"].get("home")
    for account in accounts:
        unit = account.get("unit")
        properties = {
            **account,
            "holds": [{"name": name, **classes.get(name, {})} for name in account.get("data_classes") or ()],
            "beside": [other for other in accounts if other is not account and unit and other.get("unit") == unit],
        }
        yield _fact(ACCOUNT_TYPE, properties, "", f"{account['id']}/{home}" if home else "")


def _fact(kind: str, properties: dict[str, Any], stack: str, environment: str) -> Resource:
    return Resource(stack, "", kind, properties, "", environment, 0, {})
