"""A place in a resource's schema, with references followed and alternatives joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from landing_zone.cloudformation.types.schemas import schema_of

_DEPTH = 8
_DEFAULT = re.compile(r"(?i)\bdefault(?: value)? is:? [`\"']*([\w:-]+)")
_TOGETHER = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True)
class SchemaNode:
    """A place in a schema.

    Args:
        root: the whole schema, for references.
        given: what it says of this place.
    """

    root: Mapping[str, Any]
    given: Mapping[str, Any]

    @classmethod
    def of(cls, type_: str) -> SchemaNode:
        """Return the place of a type's properties; one that says nothing, for a type without a schema."""
        schema = schema_of(type_) or {}
        return cls(schema, schema)

    def _parts(self, depth: int = 0) -> Iterator[Mapping[str, Any]]:
        yield from _parts(self.root, self.given, depth)

    def first(self, key: str) -> Any:
        """Return what the schema gives for a keyword; ``None`` for nothing."""
        return next((part[key] for part in self._parts() if key in part), None)

    @property
    def types(self) -> frozenset[str]:
        """The JSON types that are allowed."""
        found: set[str] = set()
        for part in self._parts():
            type_ = part.get("type", ())
            found.update((type_,) if isinstance(type_, str) else type_)
        return frozenset(found)

    def is_default(self, value: Any) -> bool:
        """Return whether a value is what holds without it: as the schema has it, or as its description says."""
        if self.first("default") == value and isinstance(value, bool) is isinstance(self.first("default"), bool):
            return True
        said = _DEFAULT.search(str(self.first("description") or ""))
        return said is not None and said[1].lower() == str(value).lower()

    @property
    def enum(self) -> tuple[Any, ...]:
        """The allowed values; none where it is open."""
        return tuple(dict.fromkeys(value for part in self._parts() for value in part.get("enum", ())))

    @property
    def properties(self) -> Mapping[str, SchemaNode]:
        """The properties of an object, without those that a template cannot set."""
        unset = {pointer.removeprefix("/properties/") for pointer in self.root.get("readOnlyProperties", ())}
        top = self.given is self.root
        found: dict[str, SchemaNode] = {}
        for part in self._parts():
            for name, inner in part.get("properties", {}).items():
                if not (top and name in unset) and isinstance(inner, Mapping):
                    found.setdefault(name, SchemaNode(self.root, inner))
        return found

    @property
    def required(self) -> frozenset[str]:
        """The properties that must be given."""
        if not isinstance(self.given.get("properties", self.given), Mapping):
            return frozenset()
        return frozenset(name for part in self._parts() for name in part.get("required", ()))

    @property
    def items(self) -> SchemaNode:
        """The place of a list's elements."""
        inner = self.first("items")
        return SchemaNode(self.root, inner if isinstance(inner, Mapping) else {})

    @property
    def values(self) -> SchemaNode | None:
        """The place of a free map's values; ``None`` for what is not a free map."""
        for part in self._parts():
            for inner in part.get("patternProperties", {}).values():
                return SchemaNode(self.root, inner if isinstance(inner, Mapping) else {})
        return None

    @property
    def is_document(self) -> bool:
        """Whether it is JSON of its own language: an object of which the schema says no property."""
        return "object" in self.types and not self.properties and self.values is None


def _parts(root: Mapping[str, Any], given: Mapping[str, Any], depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _DEPTH:
        return
    yield given
    if reference := given.get("$ref"):
        target: Any = root
        for name in str(reference).removeprefix("#/").split("/"):
            target = target.get(name, {}) if isinstance(target, Mapping) else {}
        if isinstance(target, Mapping):
            yield from _parts(root, target, depth + 1)
    for key in _TOGETHER:
        for inner in given.get(key, ()):
            if isinstance(inner, Mapping):
                # What only one of several alternatives demands is not demanded.
                kept = inner if key == "allOf" else {name: value for name, value in inner.items() if name != "required"}
                yield from _parts(root, kept, depth + 1)
