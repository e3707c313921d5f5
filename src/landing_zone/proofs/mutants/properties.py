"""Changes of properties, drawn from the schema of a resource's type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.cloudformation.model import Resource
from landing_zone.cloudformation.types.property_paths import is_function
from landing_zone.cloudformation.types.schema_node import SchemaNode
from landing_zone.proofs.mutants.documents import document_edits, is_policy
from landing_zone.proofs.mutants.edit import REMOVED, At, Edit, normal_text
from landing_zone.proofs.mutants.model import Operator
from landing_zone.proofs.mutants.samples import EVERYWHERE, foreign, sample, sample_object, text_for

_MOST_VALUES = 6
"""Values that are added at one place."""
_MOST_ENUMERATED = 12
"""Other values of an enumeration that are tried."""
_CIDR = re.compile(r"\d+\.\d+\.\d+\.\d+/\d+")
_LARGE = 1_000_000
_ACCOUNT = re.compile(r"\d{12}")


def property_edits(resource: Resource) -> Iterator[Edit]:
    """Yield every change of a resource's properties."""
    yield from _object(SchemaNode.of(resource.type), resource.properties, "", ("Properties",), resource.type)


def _object(node: SchemaNode, value: Mapping[str, Any], path: str, at: At, type_: str) -> Iterator[Edit]:
    free = node.values if not node.properties else None
    if not node.given and value and all(_ACCOUNT.fullmatch(name) for name in value):
        free = node  # a custom resource's map by account
    for name, inner in value.items():
        below = free or node.properties.get(name) or SchemaNode(node.root, {})
        there = f"{path}{{}}" if free else f"{path}.{name}" if path else name
        if name == "ServiceToken" and not path:
            continue
        if not below.is_default(inner):
            shape = _shape(inner)
            yield Edit(there, Operator.REMOVE, "removed", (*at, name), REMOVED, 0, shape)
        yield from _value(below, inner, there, (*at, name), name, type_)
    for name, below in sorted(node.properties.items()):
        if name not in value:
            there = f"{path}.{name}" if path else name
            for said, added in _additions(below, name):
                yield Edit(there, Operator.ADD, said, (*at, name), added)


def _value(node: SchemaNode, value: Any, path: str, at: At, name: str, type_: str) -> Iterator[Edit]:
    if is_function(value):
        operator, text = text_for(node, name)
        yield Edit(path, operator, _said(text), at, text, 0, "function")
    elif (document := _document(node, value)) is not None:
        yield from document_edits(document, path, at, name, type_, as_text=isinstance(value, str))
    elif isinstance(value, dict):
        yield from _object(node, value, path, at, type_)
    elif isinstance(value, list):
        yield from _list(node.items, value, f"{path}[]", at, name, type_)
    else:
        yield from _scalar(node, value, path, at, name)


def _document(node: SchemaNode, value: Any) -> Any:
    """Return the document of a place that holds one: as a mapping or as text."""
    if isinstance(value, dict) and (is_policy(value) or (node.is_document and node.given)):
        return value
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            found = json.loads(value)
        except ValueError:
            return None
        return found if isinstance(found, dict) else None
    return None


def _list(node: SchemaNode, value: list[Any], path: str, at: At, name: str, type_: str) -> Iterator[Edit]:
    if value:
        for number, item in enumerate(value):
            shape = normal_text(item)
            if len(value) > 1:
                yield Edit(path, Operator.REMOVE, "an element removed", (*at, number), REMOVED, 0, shape)
            yield from _value(node, item, path, (*at, number), name, type_)
    for said, added in _additions(node, name):
        if added not in value:
            yield Edit(path, Operator.ADD, f"one more element: {said}", (*at, len(value)), added)


def _scalar(node: SchemaNode, value: Any, path: str, at: At, name: str) -> Iterator[Edit]:
    if isinstance(value, bool):
        yield Edit(path, Operator.FLIP, _said(not value), at, not value)
        return
    if isinstance(value, str) and value in ("true", "false"):
        other = "false" if value == "true" else "true"
        yield Edit(path, Operator.FLIP, other, at, other)
        return
    if node.enum:
        for other in node.enum[:_MOST_ENUMERATED]:
            if other != value and str(other) != str(value):
                yield Edit(path, Operator.WEAKEN, _said(other), at, other, 0, str(value))
        return
    if isinstance(value, (int, float)):
        low, high = node.first("minimum"), node.first("maximum")
        for number in dict.fromkeys((0, low if low is not None else 1, high if high is not None else _LARGE)):
            if number != value and (low is None or number >= low):
                yield Edit(path, Operator.WEAKEN, _said(number), at, number, 1 if number > value else -1, str(value))
        return
    if isinstance(value, str):
        if _CIDR.fullmatch(value):
            if value != EVERYWHERE:
                yield Edit(path, Operator.WIDEN, EVERYWHERE, at, EVERYWHERE)
            return
        if outside := foreign(value):
            yield Edit(path, Operator.OUTSIDER, _said(outside), at, outside, 0, normal_text(value))
            return
        operator, text = text_for(node, name)
        if text != value:
            yield Edit(path, operator, _said(text), at, text, 0, normal_text(value))


def _additions(node: SchemaNode, name: str) -> Iterator[tuple[str, Any]]:
    """Yield values for a property that is not there, each with what is said of it."""
    types = node.types
    if node.enum or "boolean" in types:
        values = node.enum[:_MOST_VALUES] or (True, False)
        yield from ((_said(value), value) for value in values if not node.is_default(value))
        return
    if types & {"integer", "number"}:
        low, high = node.first("minimum"), node.first("maximum")
        values = tuple(dict.fromkeys((low if low is not None else 1, high if high is not None else _LARGE)))
        yield from ((_said(value), value) for value in values if not node.is_default(value))
        return
    if "array" in types:
        yield from ((f"[{said}]", [value]) for said, value in _additions(node.items, name))
        return
    if node.properties:
        yield from _objects(node)
        return
    value = sample(node, name)
    if value is not None and not node.is_default(value):
        yield _said(value), value


def _objects(node: SchemaNode) -> Iterator[tuple[str, Any]]:
    """Yield the smallest object, and it with each boolean and enumerated property that it can have."""
    smallest = sample_object(node)
    if smallest is None:
        return
    if smallest:
        yield _said(smallest), smallest
    choices = 0
    for name, below in sorted(node.properties.items()):
        options = below.enum[:4] or ((True, False) if "boolean" in below.types else ())
        for option in options:
            if smallest.get(name) != option and not below.is_default(option) and choices < _MOST_VALUES:
                choices += 1
                yield _said({name: option}), {**smallest, name: option}
    if not smallest and not choices:
        for name, below in sorted(node.properties.items()):
            value = sample(below, name)
            if value is not None:
                yield _said({name: value}), {name: value}
                return


def _shape(value: Any) -> str:
    if is_function(value):
        return "function"
    if isinstance(value, dict):
        return " ".join(sorted(value))
    if isinstance(value, list):
        return normal_text(value) if all(isinstance(item, str) for item in value) else "list"
    return normal_text(value)


def _said(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    return text if len(text) <= 100 else f"{text[:97]}..."
