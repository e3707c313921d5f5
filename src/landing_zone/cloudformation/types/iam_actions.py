"""The actions of IAM, read from the list that cfn-lint ships, in lower case: IAM's actions are not case sensitive."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from landing_zone.cloudformation.types.schemas import data_folder
from landing_zone.errors import UserError


def services() -> Collection[str]:
    """Return the prefixes of all services."""
    return _list().keys()


def actions_of(service: str) -> Collection[str] | None:
    """Return the actions of a service, without its prefix; ``None`` for a service that does not exist."""
    found = _list().get(service)
    return None if found is None else found.get("Actions", {}).keys()


@cache
def _list() -> Mapping[str, Any]:
    file = data_folder() / "AdditionalSpecs" / "Policies.json"
    try:
        return dict(json.loads(file.read_bytes()))
    except OSError as error:
        raise UserError(
            f"cfn-lint's list of IAM actions cannot be read: {error.strerror}",
            file=str(file),
            fix="install the version of cfn-lint that requirements/ names",
        ) from None
