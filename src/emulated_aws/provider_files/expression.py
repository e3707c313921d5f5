"""An expression of a provider's file: JMESPath over what is known of a resource."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.visitor import Options

from emulated_aws.provider_files.functions import ProviderFunctions, function_names

Path = tuple[str, ...]
"""Where a value comes from: ``new.Tags[].Key`` is ``("new", "Tags", "[]", "Key")``."""

_OPTIONS = Options(custom_functions=ProviderFunctions())


class Expression:
    """A JMESPath expression, compiled once; a number or boolean of the file is a constant.

    Raises:
        ValueError: it does not compile, or calls an unknown function.
    """

    def __init__(self, written: Any) -> None:
        self.written = written
        self._compiled = None
        self.paths: frozenset[Path] = frozenset()
        """What it takes of its context."""
        if not isinstance(written, str):
            if not isinstance(written, bool | int | float):
                raise ValueError(f"{written}: an expression is text, a number or a boolean")  # noqa: TRY004 for pydantic
            return
        try:
            self._compiled = jmespath.compile(written)
        except JMESPathError as error:
            raise ValueError(f"not JMESPath: {' '.join(str(error).split())}") from None
        unknown = sorted(_functions(self._compiled.parsed) - function_names())
        if unknown:
            raise ValueError(f"no function {unknown[0]}()")
        found: set[Path] = set()
        found.update(_sources(self._compiled.parsed, [()], found))
        self.paths = frozenset(found)

    def __call__(self, context: Mapping[str, Any]) -> Any:
        """Return its value, without the entries of structures that are null.

        Raises:
            ValueError: a function got a value that it cannot take.
        """
        if self._compiled is None:
            return self.written
        try:
            return without_nulls(self._compiled.search(context, _OPTIONS))
        except (JMESPathError, TypeError, KeyError) as error:
            raise ValueError(f"{self.written}: {error}") from error


def without_nulls(value: Any) -> Any:
    """Leave out what is null; a structure that has nothing else is null itself."""
    if isinstance(value, dict):
        kept = {key: one for key, item in value.items() if (one := without_nulls(item)) is not None}
        return kept if kept or not value else None
    if isinstance(value, list):
        items = [one for item in value if (one := without_nulls(item)) is not None]
        return items if items or not value else None
    return value


def _functions(node: Mapping[str, Any]) -> set[str]:
    own = {node["value"]} if node["type"] == "function_expression" else set()
    return own.union(*(_functions(child) for child in node["children"] if isinstance(child, Mapping)))


def _sources(node: Mapping[str, Any], here: list[Path], found: set[Path]) -> list[Path]:
    """Return the paths that the value of a node may have; those of values that it uses otherwise go to ``found``.

    Args:
        node: of JMESPath's syntax tree.
        here: the paths of the value to which the node is applied; empty when they are not known.
        found: is added to: the arguments of a function, the sides of a comparison, the values of a new structure.
    """
    kind, children = node["type"], node["children"]
    if kind == "field":
        return [(*path, node["value"]) for path in here]
    if kind in ("current", "identity", "slice"):
        return here
    if kind == "index":
        return [(*path, "[]") for path in here]
    if kind == "flatten":
        return _sources(children[0], here, found)
    if kind in ("subexpression", "pipe", "index_expression"):
        for child in children:
            here = _sources(child, here, found)
        return here
    if kind in ("projection", "filter_projection"):
        items = [(*path, "[]") for path in _sources(children[0], here, found)]
        for condition in children[2:]:
            found.update(_sources(condition, items, found))
        return _sources(children[1], items, found)
    called = node["value"] if kind == "function_expression" else ""
    if kind in ("or_expression", "and_expression") or called in _EITHER:
        return [path for child in children for path in _sources(child, here, found)]
    if called in _NAMING:
        found.update(_named(node, here, found))
        return []
    for child in children:
        if isinstance(child, Mapping):
            found.update(_sources(child, here, found))
    return []


_EITHER = ("merge", "not_null")
"""Functions that return what one of their arguments has."""
_NAMING = ("pick", "changes")
"""Functions that take the names of entries."""


def _named(node: Mapping[str, Any], here: list[Path], found: set[Path]) -> Iterator[Path]:
    names = [child["value"] for child in node["children"] if child["type"] == "literal"]
    for child in node["children"]:
        for path in _sources(child, here, found):
            yield from ((*path, name) for name in names)
