"""A template's mappings, and which of their keys a reference may be: a lookup of any other deploys nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def keys_looked_up(body: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return, for each name that ``Ref`` gives as the first key of ``Fn::FindInMap``, the keys of these mappings."""
    mappings = body.get("Mappings")
    found: dict[str, dict[str, None]] = {}
    for mapping, name in _lookups(body):
        known = mappings if isinstance(mappings, Mapping) else {}
        looked_in = [known.get(mapping)] if isinstance(mapping, str) else list(known.values())
        for one in looked_in:
            found.setdefault(name, {}).update(dict.fromkeys(map(str, one)) if isinstance(one, Mapping) else {})
    return {name: tuple(keys) for name, keys in found.items()}


def look_up(body: Mapping[str, Any], keys: Iterable[Any]) -> Any:
    """Return what a template's mappings have under keys, ``None`` where nothing, or where a key is not known."""
    found: Any = body.get("Mappings")
    for key in keys:
        found = found.get(str(key)) if isinstance(found, Mapping) and isinstance(key, str | int) else None
    return found


def _lookups(value: Any) -> Iterator[tuple[Any, str]]:
    if isinstance(value, Mapping):
        argument = value.get("Fn::FindInMap")
        if isinstance(argument, list) and len(argument) > 1 and isinstance(argument[1], Mapping):
            name = argument[1].get("Ref")
            if isinstance(name, str):
                yield argument[0], name
        for item in value.values():
            yield from _lookups(item)
    elif isinstance(value, list):
        for item in value:
            yield from _lookups(item)
