"""Translates pydantic's errors: what is wrong, the value, what is allowed, and the fix."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from landing_zone.yaml.issue import FieldError, Issue, Location, did_you_mean

_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping of keys to values",
}


def to_issues(model: type[BaseModel], error: ValidationError) -> list[Issue]:
    """Translate an error of pydantic.

    Args:
        model: what was validated; its JSON schema says what is allowed.
        error: as raised. A list that is too short because its entries are refused is omitted: they have errors already.
    """
    return [_to_issue(model, detail) for detail in error.errors() if not _is_long_enough(detail)]


def _is_long_enough(detail: Mapping[str, Any]) -> bool:
    return detail["type"] == "too_short" and _count(detail["input"]) >= int(detail["ctx"]["min_length"])


def _to_issue(model: type[BaseModel], detail: Mapping[str, Any]) -> Issue:
    location: Location = tuple(part for part in detail["loc"] if part != "[key]")
    context = detail.get("ctx") or {}
    cause, kind, found = context.get("error"), detail["type"], detail.get("input")
    name, node = place(location), _schema_at(model, location)
    if cause is not None:
        own = cause if isinstance(cause, FieldError) else FieldError(str(cause))
        allowed, fix = own.allowed or _description(node) or _allowed(node), own.fix or "correct the value"
        return Issue(location, f"{name}: {own.what}", own.value or _shown(found), allowed, fix)
    if kind == "missing":
        parent = place(location[:-1])
        what, fix = f"{parent}: the key '{location[-1]}' is missing", f"add '{location[-1]}:' to {parent}"
        return Issue(location, what, "", _meaning(node), fix)
    if kind == "extra_forbidden":
        keys = sorted(_schema_at(model, location[:-1]).get("properties", {}))
        key = str(location[-1])
        fix = did_you_mean(key, keys, "remove the line")
        return Issue(location, f"{name}: there is no such key", key[:200], f"the keys {', '.join(keys)}", fix)
    if kind in ("too_short", "string_too_short"):
        unit = "characters" if kind == "string_too_short" else "entries"
        count, least = _count(found), context["min_length"]
        what = f"{name}: there are {count} of at least {least} {unit}" if count else f"{name}: it is empty"
        allowed = f"at least {least} {unit}: {_description(node)}".removesuffix(": ")
        return Issue(location, what, _shown(found), allowed, f"add what is missing to {name}")
    if kind == "string_pattern_mismatch":
        return Issue(location, f"{name}: the text has another form", _shown(found), _meaning(node), "correct the value")
    what = f"{name}: {_kind(found)} is not allowed here"
    return Issue(location, what, _shown(found), _allowed(node), _fix(found, node))


def place(location: Location) -> str:
    """Return the display form of a place in the data: ``accounts[0].id``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{str(part)[:60]}"
    return text.removeprefix(".") or "the file"


def _meaning(node: Mapping[str, Any]) -> str:
    return ". ".join(filter(None, (_allowed(node), _description(node))))


def _description(node: Mapping[str, Any]) -> str:
    """The first paragraph of a description; that of a model is its docstring."""
    return " ".join(str(node.get("description", "")).partition("\n\n")[0].split())


def _count(found: Any) -> int:
    """Count the entries of a list, or the characters of a text without the spaces around it."""
    return len(found.strip() if isinstance(found, str) else found) if found else 0


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
    return "" if found is None or isinstance(found, dict | list | tuple) else str(found)[:200]


def _allowed(node: Mapping[str, Any]) -> str:
    if "enum" in node or "const" in node:
        return ", ".join(map(str, node.get("enum", [node.get("const")])))
    words = _KINDS.get(str(node.get("type", "")), "another kind of value")
    if node.get("format") == "date":
        words = "a date without quotes: 2027-01-31"
    if "minimum" in node:
        words += f" from {node['minimum']} to {node['maximum']}" if "maximum" in node else f" from {node['minimum']} on"
    if "pattern" in node and "patternErrorMessage" not in node:
        words += f" that matches {node['pattern']}"
    return words


def _fix(found: Any, node: Mapping[str, Any]) -> str:
    if "enum" in node:
        return did_you_mean(str(found), [str(value) for value in node["enum"]], "choose one of these")
    if node.get("type") == "string" and found is not None and not isinstance(found, dict | list):
        return "put the value in quotes"
    return "correct the value"


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def _schema_at(model: type[BaseModel], location: Location) -> dict[str, Any]:
    """Return the JSON schema of a place, or an empty one where there is none."""
    node = _resolved(model, _schema(model))
    for part in location:
        if isinstance(part, int) and "items" in node:
            node = node["items"]
        elif part in node.get("properties", {}):
            node = node["properties"][part]
        elif isinstance(node.get("additionalProperties"), dict):
            node = node["additionalProperties"]
        elif "patternProperties" in node:
            node = next(iter(node["patternProperties"].values()))
        else:
            return {}
        node = _resolved(model, node)
    return node


def _resolved(model: type[BaseModel], node: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference, and replace an optional type by the type itself."""
    for target in node.get("anyOf", ()):
        if target.get("type") != "null":
            return _resolved(model, {**target, **{key: value for key, value in node.items() if key != "anyOf"}})
    if "$ref" not in node:
        return node
    target = _schema(model)["$defs"][node["$ref"].rpartition("/")[2]]
    return {**target, **{key: value for key, value in node.items() if key != "$ref"}}
