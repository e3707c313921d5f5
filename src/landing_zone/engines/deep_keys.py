"""Find the places of a key in a template, in the form of cfn-lint, which copies a path for each value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def deep_keys(wanted: Callable[[Any], Any], value: Any, path: list[Any]) -> list[list[Any]]:
    """Return each place of the wanted keys, in the template's order: the path, the key, and the value.

    Args:
        wanted: whether a key of a mapping is looked for.
        value: mappings and lists, nested.
        path: the path of ``value`` itself; it is not changed.
    """
    found: list[list[Any]] = []
    here = list(path)

    def search(value: Any) -> None:
        mapping = isinstance(value, dict)
        for key, item in value.items() if mapping else enumerate(value):
            if mapping and wanted(key):
                found.append([*here, key, item])
            if isinstance(item, dict | list):
                here.append(key)
                search(item)
                here.pop()

    if isinstance(value, dict | list):
        search(value)
    return found
