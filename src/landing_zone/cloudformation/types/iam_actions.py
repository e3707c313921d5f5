"""The actions of IAM, read from the list that cfn-lint ships, in lower case: IAM's actions are not case sensitive."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from landing_zone.cloudformation.types.schemas import shipped_list


def services() -> Collection[str]:
    """Return the prefixes of all services."""
    return _list().keys()


def actions_of(service: str) -> Collection[str] | None:
    """Return the actions of a service, without its prefix; ``None`` for a service that does not exist."""
    found = _list().get(service)
    return None if found is None else found.get("Actions", {}).keys()


@cache
def _list() -> Mapping[str, Any]:
    return shipped_list("list of IAM actions", "AdditionalSpecs", "Policies.json")
