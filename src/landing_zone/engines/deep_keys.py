"""Where a key stands in a template, as checkov and cfn-lint want it told; both copy a path for each value they pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def deep_keys(
    wanted: Callable[[Any], Any], value: Any, path: list[Any], left_out: str | None = None
) -> list[list[Any]]:
    """Return each place of the keys that are wanted, in the template's order: the path, the key, and what stands there.

    Args:
        wanted: whether a key of a mapping is looked for.
        value: mappings and lists, nested.
        path: where ``value`` itself stands; it is not changed.
        left_out: the key whose mapping is not entered.
    """
    found: list[list[Any]] = []
    here = list(path)

    def search(value: Any) -> None:
        mapping = isinstance(value, dict)
        for key, item in value.items() if mapping else enumerate(value):
            if mapping and wanted(key):
                found.append([*here, key, item])
            if isinstance(item, list) or (isinstance(item, dict) and not (mapping and key == left_out)):
                here.append(key)
                search(item)
                here.pop()

    if isinstance(value, dict | list):
        search(value)
    return found
