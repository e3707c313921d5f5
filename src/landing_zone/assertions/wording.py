"""The sentences of findings: the resource, what was found, what must hold."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from jmespath.lexer import Lexer

from landing_zone.catalogue.assertion import ZONE_FIELDS, ZONE_TYPES, Relation, Selection
from landing_zone.cloudformation.intrinsics.values import Maybe, Reference, Text, Unknown
from landing_zone.cloudformation.model import Resource
from landing_zone.expressions.interpreter import ConditionError, Expression, search

LONGEST = 100
"""More characters of a condition or a value than these are not read in a sentence."""


def name_of(resource: Resource) -> str:
    """Name a resource for people: type and construct path, or else type, logical id and stack."""
    if resource.type in ZONE_TYPES:
        return f"{resource.type.rpartition('::')[2]} {resource.properties['name']}"
    if resource.construct_path:
        return f"{resource.type} {resource.construct_path}"
    return f"{resource.type} {resource.logical_id} in {resource.stack}"


def kinds(types: Iterable[str]) -> str:
    """Name types: ``AWS::S3::Bucket or AWS::S3Express::DirectoryBucket``."""
    return " or ".join(types)


def selection_text(selection: Selection | Relation) -> str:
    """Name what a selection or a relation means."""
    text = kinds(selection.type) + (f' that satisfies "{shorten(selection.where)}"' if selection.where else "")
    if isinstance(selection, Relation) and selection.related is not None:
        inner = selection.related
        return f"{text} that is tied to {selection_text(inner)} ({bounds(inner.min, inner.max)})"
    return text


def bounds(minimum: int, maximum: int | None) -> str:
    """Say what number is required."""
    if maximum is None:
        return f"at least {minimum} must be"
    if minimum == maximum:
        return f"exactly {minimum} must be" if minimum else "none may be"
    return f"at most {maximum} may be" if not minimum else f"{minimum} to {maximum} must be"


def because(reasons: Iterable[str]) -> str:
    """Say what a value depends on."""
    listed = sorted(reasons)
    more = f" and {len(listed) - 3} more" if len(listed) > 3 else ""
    return f"it depends on {', '.join(listed[:3])}{more}" if listed else "it depends on a value that is not known"


def shorten(text: str) -> str:
    """Cut a text that is too long for a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 3]}..."


def too_long_to_read(condition: str | None, description: str) -> str:
    """Say in words what a condition requires, where it was cut; "" where the sentence has all of it."""
    if condition is None or len(" ".join(condition.split())) <= LONGEST:
        return ""
    return f", since this must hold: {description.rstrip('.')}"


def shown(value: Any) -> str:
    """Write a value as found: ``missing`` for nothing, references and unknowns in words."""
    return "missing" if value is None else shorten(json.dumps(_plain(value), ensure_ascii=False, default=str))


def _plain(value: Any) -> Any:
    if isinstance(value, Reference):
        return value.written
    if isinstance(value, Text):
        return "".join("?" if part is None else part for part in value.parts)
    if isinstance(value, Unknown):
        return "?"
    if isinstance(value, Maybe):
        return _plain(value.value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def broken_parts(expression: Expression, properties: Any) -> list[tuple[str, str]]:
    """Return the parts of a condition, split at ``&&``, that are not true, each with the values that it read."""
    found = []
    for text in _conjuncts(expression.text):
        part = expression if text == expression.text else Expression(text)
        try:
            if part.truth(properties)[0] is True:
                continue
        except ConditionError:
            pass
        seen = {path: shown(_found(node, properties)) for path, node in _paths(part.node)}
        for field in ZONE_FIELDS:
            seen.pop(field, None)
        if part.node["type"] == "comparator" and (asked := part.node["children"][0])["type"] == "function_expression":
            seen[asked["value"]] = shown(_found(asked, properties))
        found.append((" ".join(text.split()), ", ".join(f"{path} is {value}" for path, value in seen.items())))
    return found


def found_and_wanted(expression: Expression, properties: Any, description: str) -> str:
    """Say what a condition found, and what must hold: ``X is false, but "X == `true`" must hold``.

    A part too long for a sentence is replaced by the assertion's own description.
    """
    sentences = []
    for text, seen in broken_parts(expression, properties) or [(expression.text, "")]:
        wanted = f'"{text}" must hold' if len(text) <= LONGEST else f"this must hold: {description.rstrip('.')}"
        sentences.append(f"{seen}, but {wanted}" if seen else wanted)
    return "; ".join(dict.fromkeys(sentences))


def _found(node: dict[str, Any], properties: Any) -> Any:
    try:
        return search(node, properties)
    except ConditionError:
        return None


def _conjuncts(text: str) -> list[str]:
    """Split at the ``&&`` of the outermost level; not at all beside an ``||`` or a pipe, which bind less tightly."""
    tokens = list(Lexer().tokenize(text))
    depth = 0
    cuts = [0]
    for token in tokens:
        kind = token["type"]
        depth += kind in ("lparen", "lbracket", "lbrace", "filter")
        depth -= kind in ("rparen", "rbracket", "rbrace")
        if depth == 0 and kind in ("or", "pipe"):
            return [text]
        if depth == 0 and kind == "and":
            cuts += [token["start"], token["start"] + len("&&")]
    cuts.append(len(text))
    return [text[a:b].strip() for a, b in zip(cuts[::2], cuts[1::2], strict=True)]


def _paths(node: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The paths that a condition reads from the properties themselves, not from elements of lists in them."""
    text = _path_text(node)
    if text:
        return [(text, node)]
    kind = node["type"]
    children = node["children"]
    if kind in ("projection", "filter_projection", "value_projection", "flatten", "pipe", "subexpression"):
        children = children[:1]
    elif kind in ("expref", "literal", "current"):
        return []
    return [path for child in children if isinstance(child, dict) for path in _paths(child)]


def _path_text(node: dict[str, Any]) -> str:
    kind = node["type"]
    if kind == "field":
        return str(node["value"])
    if kind in ("subexpression", "index_expression"):
        parts = [_path_text(child) for child in node["children"]]
        joined = "".join(p if p.startswith("[") else f".{p}" for p in parts).removeprefix(".")
        return joined if all(parts) else ""
    return f"[{node['value']}]" if kind == "index" else ""
