"""The resources of an assembly with their properties resolved, as the lists of the inventory read them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.intrinsics.values import (
    Maybe,
    NoValue,
    Reference,
    Target,
    Text,
    Unknown,
    scalar_text,
    targets_in,
)
from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.cloudformation.types.resource_type import ResourceType, resource_type
from landing_zone.cloudformation.types.schemas import value_at

AT_DEPLOYMENT = "known at deployment"


@dataclass(frozen=True)
class Fact:
    """One resource.

    Args:
        resource: as written.
        position: in ``Assessment.resources``.
        properties: resolved as far as the templates allow.
    """

    resource: Resource
    position: int
    properties: Mapping[str, Any]

    @property
    def key(self) -> Target:
        """Stack and logical id."""
        return self.resource.stack, self.resource.logical_id

    @property
    def kind(self) -> ResourceType:
        """What is known of its type."""
        return resource_type(self.resource.type)

    @property
    def environment(self) -> str:
        """``account/region``."""
        return self.resource.environment


class Facts:
    """Looks resources up by type, and values up by what they refer to.

    Args:
        assembly: what was judged.
        positions: (stack, logical id) to position in ``Assessment.resources``.
        resolver: of that assembly, with what it has resolved before; a fresh one by default.
    """

    def __init__(self, assembly: Assembly, positions: Mapping[Target, int], resolver: Resolver | None = None) -> None:
        self._assembly = assembly
        self._positions = positions
        self._resolver = resolver or Resolver(assembly)

    def of(self, *types: str) -> list[Fact]:
        """Return the resources of some types, sorted by environment, then position."""
        return _in_order(fact for type_ in types for fact in self._by_type.get(type_, ()))

    def declared(self, targets: Iterable[Target]) -> list[Fact]:
        """Return some resources, those that are in the assembly, sorted as by :meth:`of`."""
        return _in_order(self._by_key[target] for target in targets if target in self._by_key)

    def referring(self, targets: Iterable[Target], property_: str, *types: str) -> list[Fact]:
        """Return the resources of some types, a property of which refers to one of several; sorted as by :meth:`of`."""
        wanted = frozenset(targets)
        near = {fact.key: fact for target in wanted for fact in self._naming.get(target, ())}
        return _in_order(
            fact
            for fact in near.values()
            if fact.resource.type in types and wanted & targets_in(fact.properties.get(property_))
        )

    def everything(self) -> Iterator[Fact]:
        """Yield every resource."""
        for facts in self._by_type.values():
            yield from facts

    def position(self, target: Target) -> int | None:
        """Return a resource's index in ``Assessment.resources``; ``None`` for one that is not in the assembly."""
        return self._positions.get(target)

    def naming(self, target: Target) -> list[Fact]:
        """Return the resources whose properties refer to one, sorted by position."""
        return sorted(self._naming.get(target, ()), key=lambda fact: fact.position)

    @cached_property
    def types(self) -> Mapping[Target, str]:
        """Each resource's type."""
        return {fact.key: fact.resource.type for fact in self.everything()}

    @cached_property
    def _by_type(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for template in self._assembly.templates:
            for resource in template.resources.values():
                properties = self._resolver.properties(resource)
                position = self._positions[(resource.stack, resource.logical_id)]
                fact = Fact(resource, position, properties if isinstance(properties, dict) else {})
                found.setdefault(resource.type, []).append(fact)
        return found

    @cached_property
    def _by_key(self) -> dict[Target, Fact]:
        return {fact.key: fact for fact in self.everything()}

    @cached_property
    def _naming(self) -> dict[Target, list[Fact]]:
        found: dict[Target, list[Fact]] = {}
        for fact in self.everything():
            for target in targets_in(dict(fact.properties)):
                found.setdefault(target, []).append(fact)
        return found


def _in_order(facts: Iterable[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda fact: (fact.environment, fact.position))


def shown(value: Any) -> str:
    """Return a value for people: known text as it is, a reference as its logical id, the rest as unknown."""
    if value is None or isinstance(value, NoValue):
        return ""
    if isinstance(value, Maybe):
        return shown(value.value)
    if isinstance(value, Reference):
        return f"{value.target[1]}.{value.attribute}" if value.attribute not in ("", "Arn") else value.target[1]
    if isinstance(value, Text):
        return "".join("…" if part is None else part for part in value.parts)
    if isinstance(value, Unknown):
        return AT_DEPLOYMENT
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value)
    if isinstance(value, dict):
        return json.dumps({key: shown(item) for key, item in value.items()}, sort_keys=True)
    return scalar_text(value)


def named(fact: Fact) -> str:
    """Return a resource's physical name, its logical id where it has none."""
    name = fact.properties.get(fact.kind.name.property) if fact.kind.name else None
    return shown(name) or fact.resource.logical_id


def shown_at(fact: Fact, path: str) -> str:
    """Return for people what is under a path of properties, its first value where it goes through a list."""
    value = value_at(fact.properties, tuple(path.split(".")))
    return next(filter(None, map(shown, value)), "") if isinstance(value, list) else shown(value)


def at(value: Any, *keys: str) -> Any:
    """Return the value under nested keys; ``None`` where there is none."""
    return value_at(value, keys)


def yes(value: Any) -> bool:
    """Whether a switch is certainly on."""
    return value is True or (isinstance(value, str) and value.lower() == "true")
