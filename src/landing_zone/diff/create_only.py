"""Which properties of a resource cannot be changed in place.

Source: the resource providers' schemas (``createOnlyProperties``, ``conditionalCreateOnlyProperties``), as cfn-lint
carries them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

_ANY_REGION = "us-east-1"
"""Every type is known there; what is create-only does not differ between Regions."""


@cache
def create_only(resource_type: str) -> tuple[tuple[str, ...], ...] | None:
    """Return the paths whose change makes CloudFormation replace a resource; ``None`` for an unknown type.

    A path is a tuple of keys; ``*`` stands for every element of a list.
    """
    from cfnlint.schema._exceptions import ResourceNotFoundError
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

    try:
        schema: dict[str, Any] = PROVIDER_SCHEMA_MANAGER.get_resource_schema(_ANY_REGION, resource_type).schema
    except ResourceNotFoundError:
        return None
    pointers = [*(schema.get("createOnlyProperties") or ()), *(schema.get("conditionalCreateOnlyProperties") or ())]
    return tuple(sorted(tuple(pointer.removeprefix("/properties/").split("/")) for pointer in pointers))


def read(properties: Any, path: tuple[str, ...]) -> Any:
    """Return what stands under a path; ``None`` where nothing does."""
    if not path:
        return properties
    if path[0] == "*":
        return [read(item, path[1:]) for item in properties] if isinstance(properties, list) else None
    return read(properties.get(path[0]), path[1:]) if isinstance(properties, dict) else None
