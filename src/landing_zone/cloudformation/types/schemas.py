"""What the resource providers' schemas say of a type, read from the files that cfn-lint ships.

Importing cfn-lint takes a second or two; its file for one type takes a millisecond.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from landing_zone.errors import UserError

PropertyPath = tuple[str, ...]
_ANY_REGION = "us-east-1"
"""Every type is known there; what is create-only does not differ between Regions."""
_PROPERTY = "/properties/"


@cache
def schema_of(type_: str) -> Mapping[str, Any] | None:
    """Return a type's schema; ``None`` for a type that CloudFormation does not have.

    Raises:
        UserError: cfn-lint has no schemas where this version of it keeps them.
    """
    file = _files().get(type_)
    return _read(_folder() / "resources" / f"{file}.json") if file else None


@cache
def create_only(type_: str) -> tuple[PropertyPath, ...] | None:
    """Return the paths whose change makes CloudFormation replace a resource; ``None`` for an unknown type.

    A path is a tuple of keys; ``*`` means every element of a list.
    """
    schema = schema_of(type_)
    if schema is None:
        return None
    pointers = [*schema.get("createOnlyProperties", ()), *schema.get("conditionalCreateOnlyProperties", ())]
    return tuple(sorted(tuple(pointer.removeprefix(_PROPERTY).split("/")) for pointer in pointers))


def identifying_property(type_: str) -> str:
    """Return the property that a template can set and that alone identifies a resource; "" when there is none."""
    identifiers = identifying_properties(type_)
    return identifiers[0] if len(identifiers) == 1 else ""


def identifying_properties(type_: str) -> tuple[str, ...]:
    """Return the properties that together identify a resource; none when a template cannot set each of them."""
    schema = schema_of(type_) or {}
    identifiers = schema.get("primaryIdentifier", ())
    if any(name in schema.get("readOnlyProperties", ()) for name in identifiers):
        return ()
    return tuple(name.removeprefix(_PROPERTY) for name in identifiers)


def value_at(properties: Any, path: PropertyPath) -> Any:
    """Return what is under a path, a list where the path goes through every element of one; ``None`` for nothing."""
    if not path:
        return properties
    if path[0] == "*":
        return [value_at(item, path[1:]) for item in properties] if isinstance(properties, list) else None
    return value_at(properties.get(path[0]), path[1:]) if isinstance(properties, Mapping) else None


def type_names() -> frozenset[str]:
    """Return the names of CloudFormation's types in all Regions."""
    return frozenset(_files()) | _of_other_regions()


def is_type(name: str) -> bool:
    """Return whether CloudFormation has a type, in some Region."""
    return name in _files() or name in _of_other_regions()


def schemas_date() -> str:
    """Return the day of the schemas, ``YYYY-MM-DD``."""
    return str(_read(_folder() / "version.json").get("schema_date", ""))[:10]


def shipped_list(what: str, *path: str) -> Mapping[str, Any]:
    """Return one of the other lists that cfn-lint ships.

    Args:
        what: its name in an error.
        path: in the folder of cfn-lint's data.

    Raises:
        UserError: it is not where this version of cfn-lint keeps it.
    """
    return _read(_folder().parent.joinpath(*path), what)


@cache
def _of_other_regions() -> frozenset[str]:
    return frozenset(name for file in (_folder() / "providers").glob("*.json") for name in _read(file))


@cache
def _files() -> Mapping[str, str]:
    """Type to the name of its schema's file, which is a digest."""
    return _read(_folder() / "providers" / f"{_ANY_REGION}.json")


def _folder() -> Path:
    found = find_spec("cfnlint")
    return Path(str(found.origin if found else "cfnlint")).parent / "data" / "schemas"


def _read(file: Path, what: str = "schema") -> Mapping[str, Any]:
    try:
        return dict(json.loads(file.read_bytes()))
    except OSError as error:
        raise UserError(
            f"cfn-lint's {what} cannot be read: {error.strerror}",
            file=str(file),
            fix="install the version of cfn-lint that requirements/ names",
        ) from None
