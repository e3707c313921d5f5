"""Adds to a resource of an example the properties that its type requires, so that every engine reads it."""

from __future__ import annotations

from typing import Any

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER, ResourceNotFoundError

_EMPTY: dict[str, Any] = {"boolean": True, "integer": 1, "number": 1, "array": [], "object": {}}
"""A value of each type of JSON; for a text, a text."""


def completed(type_: str, properties: Any) -> Any:
    """Return the properties with those that the schema of their type requires; a value is any of its type."""
    try:
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type_).schema
    except ResourceNotFoundError:
        return properties
    return _completed(properties, schema, schema)


def _completed(value: Any, part: dict[str, Any], schema: dict[str, Any]) -> Any:
    part = _resolved(part, schema)
    if isinstance(value, list):
        return [_completed(item, part.get("items", {}), schema) for item in value]
    if not isinstance(value, dict) or any(key == "Ref" or key.startswith("Fn::") for key in value):
        return value
    known = part.get("properties", {})
    missing = {name: known.get(name, {}) for name in part.get("required", ()) if name not in value}
    found = {name: _completed(item, known.get(name, {}), schema) for name, item in value.items()}
    return found | {name: _made(wanted, schema) for name, wanted in missing.items()}


def _made(part: dict[str, Any], schema: dict[str, Any]) -> Any:
    part = _resolved(part, schema)
    if part.get("enum"):
        return part["enum"][0]
    kind = part.get("type", "string")
    first = kind[0] if isinstance(kind, list) else kind
    return _completed(_EMPTY.get(first, "example"), part, schema)


def _resolved(part: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part:
        found: Any = schema
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part
