"""What pydantic refuses, in our words: what is wrong, what stands there, what is allowed, how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from landing_zone.config.issue import FieldError, Issue, Location, did_you_mean
from landing_zone.config.landing_zone import LandingZone

_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping of keys to values",
}


def to_issue(detail: Mapping[str, Any]) -> Issue:
    """Translate one error of pydantic's.

    Args:
        detail: one entry of ``ValidationError.errors()``.
    """
    location: Location = tuple(part for part in detail["loc"] if part != "[key]")
    cause = (detail.get("ctx") or {}).get("error")
    name = place(location)
    if isinstance(cause, FieldError):
        return Issue(location, f"{name}: {cause.what}", cause.value, cause.allowed, cause.fix)
    kind = detail["type"]
    found = detail.get("input")
    if kind == "missing":
        return _missing(location)
    if kind == "extra_forbidden":
        keys = sorted(_schema_at(location[:-1]).get("properties", {}))
        key = str(location[-1])
        return Issue(
            location,
            f"{name}: there is no such key",
            key[:200],
            f"the keys {', '.join(keys)}",
            did_you_mean(key, keys, "remove the line"),
        )
    node = _schema_at(location)
    allowed = _allowed(node)
    if kind == "too_short":
        at_least = detail["ctx"]["min_length"]
        return Issue(
            location,
            f"{name}: the list has {_count(found)} of at least {at_least} entries"
            if _count(found)
            else f"{name}: it is empty",
            "",
            f"at least {at_least} of them: {node.get('description', '')}".rstrip(": "),
            f"add what is missing to {name}",
        )
    return Issue(location, f"{name}: {_kind(found)} cannot stand here", _shown(found), allowed, _fix(found, node))


def place(location: Location) -> str:
    """Write a place in the data as people do: ``accounts[0].id``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{str(part)[:60]}"
    return text.removeprefix(".") or "the file"


def _missing(location: Location) -> Issue:
    node = _schema_at(location)
    parent = place(location[:-1])
    meaning = node.get("description", "")
    return Issue(
        location,
        f"{parent}: the key '{location[-1]}' is missing",
        "",
        f"{_allowed(node)}. {meaning}" if meaning else _allowed(node),
        f"add '{location[-1]}:' to {parent}",
    )


def _count(found: Any) -> int:
    return len(found) if isinstance(found, list | tuple | dict) else 0


def _kind(found: Any) -> str:
    if found is None or (isinstance(found, str) and not found):
        return "nothing"
    for kinds, word in (
        (bool, "true or false"),
        (int | float, "a number"),
        (str, f"'{str(found)[:60]}'"),
        (dict, "a mapping"),
        (list | tuple, "a list"),
    ):
        if isinstance(found, kinds):
            return word
    return f"a {type(found).__name__}"


def _shown(found: Any) -> str:
    return "" if found is None or isinstance(found, dict | list) else str(found)[:200]


def _allowed(node: Mapping[str, Any]) -> str:
    if "enum" in node:
        return ", ".join(map(str, node["enum"]))
    words = _KINDS.get(str(node.get("type", "")), "another kind of value")
    if "minimum" in node and "maximum" in node:
        words += f" from {node['minimum']} to {node['maximum']}"
    return words


def _fix(found: Any, node: Mapping[str, Any]) -> str:
    if "enum" in node:
        return did_you_mean(str(found), [str(value) for value in node["enum"]], "choose one of these")
    if node.get("type") == "string" and found is not None and not isinstance(found, dict | list):
        return "put the value in quotes"
    return "correct the value"


@cache
def _schema() -> dict[str, Any]:
    return LandingZone.model_json_schema()


def _schema_at(location: Location) -> dict[str, Any]:
    """Return the JSON schema of a place, or an empty one where the schema knows none."""
    node = _resolved(_schema())
    for part in location:
        if isinstance(part, int) and "items" in node:
            node = _resolved(node["items"])
        elif part in node.get("properties", {}):
            node = _resolved(node["properties"][part])
        elif isinstance(node.get("additionalProperties"), dict):
            node = _resolved(node["additionalProperties"])
        elif "patternProperties" in node:
            node = _resolved(next(iter(node["patternProperties"].values())))
        else:
            return {}
    return node


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    target: dict[str, Any] = _schema()["$defs"][node["$ref"].rpartition("/")[2]]
    return {**target, **{key: value for key, value in node.items() if key != "$ref"}}
