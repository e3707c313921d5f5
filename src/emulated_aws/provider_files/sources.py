"""Where the values of an expression come from, by its syntax tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Path = tuple[str, ...]
"""Where a value comes from: ``new.Tags[].Key`` is ``("new", "Tags", "[]", "Key")``.

A value inside a new list or structure has a mark at the end: ``*``, or its key as in ``{Key}``. Taking the item or the
key removes the mark, so that a mark in the middle is a key that a structure does not have.
"""

_ITEM, _LIST = "[]", "*"
_UNKNOWN: Path = ("?",)
"""A constant, or the result of a function."""
_EITHER = ("merge", "not_null")
"""Functions that return what one of their arguments has."""


class Sources:
    """The sources of an expression.

    Args:
        node: of JMESPath's syntax tree.
        here: the paths of the value to which the node is applied.
    """

    def __init__(self, node: Mapping[str, Any], here: list[Path]) -> None:
        self._arguments: set[Path] = set()
        self._tested: set[Path] = set()
        self.value = self._of(node, here)
        """The paths that the value may have."""
        self.passed = _plain({*self._arguments, *self.value})
        """The value's paths and those of the arguments of functions, without marks at the end."""
        self.every = self.passed | _plain(self._tested)
        """The paths of conditions too."""

    def _of(self, node: Mapping[str, Any], here: list[Path]) -> list[Path]:
        kind, children = node["type"], node["children"]
        match kind:
            case "field":
                return entered(here, node["value"])
            case "current" | "identity" | "slice":
                return here
            case "index":
                return entered(here, _ITEM)
            case "flatten":
                return [
                    path[:-1] if path[-1:] == (_LIST,) and not path[-2:-1][0].startswith("{") else path
                    for path in self._of(children[0], here)
                ]
            case "subexpression" | "pipe" | "index_expression":
                for child in children:
                    here = self._of(child, here)
                return here
            case "projection" | "filter_projection":
                items = entered(self._of(children[0], here), _ITEM)
                self._test(children[2:], items)
                return [(*path, _LIST) for path in self._of(children[1], items)]
            case "or_expression":
                return [path for child in children for path in self._of(child, here)]
            case "and_expression":
                self._test(children[:1], here)
                return self._of(children[1], here)
            case "multi_select_list":
                return [(*path, _LIST) for child in children for path in self._of(child, here)]
            case "multi_select_dict":
                entries = [(child["value"], self._of(child["children"][0], here)) for child in children]
                self._tested.update(path for _, value in entries for path in value)
                return [(*path, f"{{{key}}}") for key, value in entries for path in value or [_UNKNOWN]]
            case "value_projection":
                self._arguments.update(self._of(children[0], here))
                here = [_UNKNOWN]
            case "function_expression":
                return self._called(node["value"], children, here)
            case "literal":
                return [] if node["value"] is None else [_UNKNOWN]
        self._test(children, [_UNKNOWN] if kind == "expref" else here)
        return [_UNKNOWN]

    def _called(self, function: str, children: list[Mapping[str, Any]], here: list[Path]) -> list[Path]:
        first, *rest = values = [self._of(child, here) for child in children] or [[]]
        names = [child["value"] for child in children if child["type"] == "literal"]
        if function in _EITHER:
            return [path for one in values for path in one]
        if function == "pick":
            return [(*path, f"{{{name}}}") for name in names for path in entered(first, name)]
        if function == "changes":
            changed = [path for one in values[:2] for name in names for path in entered(one, name)]
            return [("?", "{Name}", _LIST), *((*path, "{Value}", _LIST) for path in changed)]
        if function in ("minus", "common"):
            self._tested.update(path for one in rest for path in one)
            return first
        if function == "rename":
            self._tested.update(path for name in names[::2] for path in entered(first, name))
        self._arguments.update(path for one in values for path in one)
        return [_UNKNOWN]

    def _test(self, nodes: Iterable[Mapping[str, Any]], here: list[Path]) -> None:
        for node in nodes:
            self._tested |= Sources(node, here).every


def entered(paths: Iterable[Path], name: str) -> list[Path]:
    """Return the paths of a key of the values that have some paths, or with ``[]`` of their items."""
    paths, mark = list(paths), _LIST if name == _ITEM else f"{{{name}}}"
    made = [path[:-1] for path in paths if path and path[-1] == mark]
    taken = [(*path, name) for path in paths if not path or not is_mark(path[-1])]
    return made + taken or [(*path, name) for path in paths]


def is_mark(step: str) -> bool:
    """Return whether a step of a path is a mark."""
    return step == _LIST or step.startswith("{")


def _plain(paths: Iterable[Path]) -> frozenset[Path]:
    """Return paths without the marks at their end, and without those that lead to no known place."""
    found = set()
    for one in paths:
        path = one
        while path and is_mark(path[-1]):
            path = path[:-1]
        if path and (path[0] != "?" or any(map(is_mark, path))):
            found.add(path)
    return frozenset(found)


def within(items: Iterable[Path], paths: Iterable[Path]) -> frozenset[Path]:
    """Return paths with those of ``item`` in full, given the paths of the list."""
    found: set[Path] = set()
    for path in paths:
        here = entered(items, _ITEM) if path[0] == "item" else [path[:1]]
        for name in path[1:]:
            here = entered(here, name)
        found.update(here)
    return _plain(found)
