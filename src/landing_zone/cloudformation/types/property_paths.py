"""The paths of the properties that a resource sets, whatever their values.

A path's names are joined by dots; ``[]`` means the elements of a list, ``{}`` the keys of a free map. A JSON document,
of which the schema says no property, is one path.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from landing_zone.cloudformation.types.resource_type import resource_type
from landing_zone.cloudformation.types.schema_node import SchemaNode

_FUNCTION = re.compile("Ref|Fn::.*")
_NO_VALUE = {"Ref": "AWS::NoValue"}


def property_paths(type_: str, properties: Mapping[str, Any]) -> frozenset[str]:
    """Return the paths that are set; of a choice by ``Fn::If``, those of both sides.

    Args:
        type_: CloudFormation type; one without a schema has the documents that its facts name.
        properties: as a template has them.

    Raises:
        UserError: the type's facts are not valid.
    """
    documents = frozenset(resource_type(type_).documents)
    known = SchemaNode.of(type_).properties
    return frozenset(
        path for name, value in properties.items() for path in _paths(known.get(name), value, name, documents)
    )


def is_function(value: Any) -> bool:
    """Return whether a value is one of CloudFormation's functions, as it is written in a property."""
    return isinstance(value, Mapping) and len(value) == 1 and _FUNCTION.fullmatch(str(next(iter(value)))) is not None


def _paths(node: SchemaNode | None, value: Any, path: str, documents: frozenset[str]) -> Iterator[str]:
    if value == _NO_VALUE:
        return
    if is_function(value):
        sides = value.get("Fn::If")
        if isinstance(sides, list):
            for side in sides[1:]:
                yield from _paths(node, side, path, documents)
        else:
            yield path
    elif path in documents or not isinstance(value, Mapping | list) or (node is not None and node.is_document):
        yield path
    elif isinstance(value, list):
        items = node.items if node is not None else None
        for item in value:
            yield from _paths(items, item, f"{path}[]", documents)
    elif node is not None and node.values is not None:
        for item in value.values():
            yield from _paths(node.values, item, f"{path}{{}}", documents)
    else:
        known = node.properties if node is not None else {}
        for name, item in value.items():
            yield from _paths(known.get(name), item, f"{path}.{name}", documents)
