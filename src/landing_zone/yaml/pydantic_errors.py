"""Translates pydantic's errors: what is wrong, the value, what is allowed, and the fix."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
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
_FIXES = {
    "string": "write one text",
    "integer": "write a whole number",
    "number": "write a number",
    "boolean": "write true or false",
    "array": "write a list: '- ' before each entry",
    "object": "write its keys in the lines below, indented",
}
_OF_NUMBERS = {
    "greater_than_equal": "the number is too small",
    "less_than_equal": "the number is too large",
    "int_from_float": "the number is not whole",
}


def to_issues(model: type[BaseModel], error: ValidationError) -> list[Issue]:
    """Translate an error of pydantic.

    Args:
        model: what was validated; its JSON schema says what is allowed.
        error: as raised. A list that is too short because its entries are refused is omitted: they have errors already.
    """
    issues = (_to_issue(model, detail) for detail in error.errors() if not _is_long_enough(detail))
    return list(dict.fromkeys(issues))  # a value of several kinds has one error for each of them


def _is_long_enough(detail: Mapping[str, Any]) -> bool:
    return detail["type"] == "too_short" and _count(detail["input"]) >= int(detail["ctx"]["min_length"])


def _to_issue(model: type[BaseModel], detail: Mapping[str, Any]) -> Issue:
    location = _location(model, detail["loc"])
    context = detail.get("ctx") or {}
    cause, kind, found = context.get("error"), detail["type"], detail.get("input")
    name, node = place(location), _schema_at(model, location)
    if isinstance(cause, Exception):
        own = cause if isinstance(cause, FieldError) else FieldError(str(cause))
        allowed, fix = own.allowed or _description(node) or _allowed(node), own.fix or "correct the value"
        return Issue(location, f"{name}: {own.what}", own.value or shown(found), allowed, fix)
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
        return Issue(location, what, shown(found), allowed, f"add what is missing to {name}")
    if kind == "string_pattern_mismatch":
        what, allowed, fix = f"{name}: the text has another form", _meaning(node), "write it in this form"
        if "[key]" in detail["loc"]:
            what, allowed = f"{name}: the key has another form", f"a key that matches {context['pattern']}"
        return Issue(location, what, shown(found), allowed, fix)
    what = f"{name}: {_OF_NUMBERS.get(kind) or f'{kind_of(found)} is not allowed here'}"
    return Issue(location, what, shown(found), _allowed(node), _fix(found, node))


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


def kind_of(found: Any) -> str:
    """Name a value that is not allowed, for people: ``a list``."""
    if found is None or (isinstance(found, str) and not found):
        return "nothing"
    for kinds, word in (
        (bool, "true or false"),
        (int | float, "a number"),
        (str, f"'{str(found)[:60]}'"),
        (dict, "a mapping"),
        (list | tuple, "a list"),
        (date, "a date"),
    ):
        if isinstance(found, kinds):
            return word
    return "this value"


def shown(found: Any) -> str:
    """Return a value as an error shows it; "" for nothing, lists and mappings."""
    if isinstance(found, bool):
        return str(found).lower()
    return "" if found is None or isinstance(found, dict | list | tuple) else str(found)[:200]


def _allowed(node: Mapping[str, Any]) -> str:
    if "enum" in node or "const" in node:
        return ", ".join(map(shown, node.get("enum", [node.get("const")])))
    if "anyOf" in node:
        return " or ".join(_allowed(kind) for kind in _kinds(node))
    if "patternErrorMessage" in node:
        return str(node["patternErrorMessage"]).rpartition("allowed: ")[2]
    words = _KINDS.get(str(node.get("type", "")), "another kind of value")
    if node.get("format") == "date":
        words = "a date without quotes: 2027-01-31"
    if node.get("properties"):
        words = f"a mapping with the keys {', '.join(node['properties'])}"
    if "minimum" in node:
        words += f" from {node['minimum']} to {node['maximum']}" if "maximum" in node else f" from {node['minimum']} on"
    if "pattern" in node:
        words += f" that matches {node['pattern']}"
    return words


def _fix(found: Any, node: Mapping[str, Any]) -> str:
    if "enum" in node:
        return did_you_mean(str(found), [str(value) for value in node["enum"]], "choose one of these")
    wanted = str(node.get("type", ""))
    if kind_of(found) == "nothing":
        return "write the value, or remove the line where it may be left out"
    if wanted == "string" and node.get("format") == "date":
        return "write YYYY-MM-DD, without quotes"
    if wanted == "string" and not isinstance(found, dict | list):
        read = shown(found) if isinstance(found, bool) else kind_of(found)
        return f'put the value in quotes: "{shown(found)}"; without them YAML reads it as {read}'
    if isinstance(found, str):
        is_number = wanted in ("integer", "number") and found.isdecimal()
        if is_number or (wanted == "boolean" and found.lower() in ("true", "false")):
            return f"remove the quotes: {found.lower()[:60]}"
        if wanted == "array":
            return f"write it as a list: [{found[:60]}]"
    return _FIXES.get(wanted, "write one of these")


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def _location(model: type[BaseModel], parts: Location) -> Location:
    """Return the place of an error in the data: pydantic adds the kind that it tried, where several are allowed."""
    location: Location = ()
    for part in parts:
        if len(_kinds(_schema_at(model, location))) > 1:
            break
        if part != "[key]":
            location = (*location, part)
    return location


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


def _kinds(node: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [kind for kind in node.get("anyOf", ()) if kind.get("type") != "null"]


def _resolved(model: type[BaseModel], node: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference, and replace an optional type by the type itself."""
    kinds = _kinds(node)
    if len(kinds) == 1:
        return _resolved(model, {**kinds[0], **{key: value for key, value in node.items() if key != "anyOf"}})
    if "$ref" not in node:
        return node
    target = _schema(model)["$defs"][node["$ref"].rpartition("/")[2]]
    return {**target, **{key: value for key, value in node.items() if key != "$ref"}}
