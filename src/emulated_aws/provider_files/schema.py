"""CloudFormation's own schema of a resource type, from the files that cfn-lint ships."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_PROPERTIES = "/properties/"


@cache
def schema_of(type_: str) -> Mapping[str, Any]:
    """Return a type's schema.

    Raises:
        LookupError: CloudFormation has no such type, or cfn-lint has no schemas where its present version keeps them.
    """
    try:
        name = _files()[type_]
        return dict(json.loads((_folder() / "resources" / f"{name}.json").read_bytes()))
    except (KeyError, OSError) as error:
        raise LookupError(f"cfn-lint has no schema of {type_}: {error}") from error


def create_only(schema: Mapping[str, Any]) -> frozenset[tuple[str, ...]]:
    """Return the paths whose change replaces a resource in every case, as tuples of keys."""
    pointers = schema.get("createOnlyProperties", ())
    return frozenset(tuple(pointer.removeprefix(_PROPERTIES).split("/")) for pointer in pointers)


@cache
def _files() -> Mapping[str, str]:
    return dict(json.loads((_folder() / "providers" / "us-east-1.json").read_bytes()))


def _folder() -> Path:
    found = find_spec("cfnlint")
    return Path(str(found.origin if found else "cfnlint")).parent / "data" / "schemas"
