"""Templates: fast parsing, and the order of their resources."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

_IN_SUB = re.compile(r"\$\{([^!}.]+)(?:\.[^}]*)?\}")


def parse_template(text: str) -> dict[str, Any]:
    """Parse a template; JSON does not go through the YAML parser, which takes a second for fifty kilobytes."""
    return copy.deepcopy(_parsed(text))


@lru_cache(maxsize=256)
def _parsed(text: str) -> dict[str, Any]:
    if text.lstrip().startswith("{"):
        parsed: dict[str, Any] = json.loads(text)
        return parsed
    import yaml
    from moto.cloudformation.utils import yaml_tag_constructor

    yaml.add_multi_constructor("", yaml_tag_constructor)
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.Loader)  # noqa: S506 what moto reads it with
    return loaded


def in_order(resources: Mapping[str, Any]) -> list[str]:
    """Return the logical ids in such an order that each comes after those that it refers to or depends on.

    Raises:
        ValueError: resources depend on each other in a cycle.
    """
    ordered: dict[str, None] = {}
    open_: list[str] = []

    def visit(logical_id: str) -> None:
        if logical_id in ordered:
            return
        if logical_id in open_:
            circle = " -> ".join([*open_[open_.index(logical_id) :], logical_id])
            raise ValueError(f"Circular dependency between resources: {circle}")
        open_.append(logical_id)
        for needed in sorted(needs(resources[logical_id]) & resources.keys() - {logical_id}):
            visit(needed)
        open_.pop()
        ordered[logical_id] = None

    for logical_id in resources:
        visit(logical_id)
    return list(ordered)


def needs(definition: Mapping[str, Any]) -> set[str]:
    """Return the logical ids that a resource names: ``DependsOn``, ``Ref``, ``Fn::GetAtt``, ``Fn::Sub``."""
    depends = definition.get("DependsOn", [])
    return {*([depends] if isinstance(depends, str) else depends), *_named(definition.get("Properties", {}))}


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _named(item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key == "Ref":
                yield str(item)
            elif key == "Fn::GetAtt":
                yield item.split(".")[0] if isinstance(item, str) else str(item[0])
            elif key == "Fn::Sub":
                yield from _IN_SUB.findall(item if isinstance(item, str) else item[0])
                yield from _named(item)
            else:
                yield from _named(item)
