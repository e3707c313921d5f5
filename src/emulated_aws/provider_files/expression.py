"""An expression of a provider's file: JMESPath over what is known of a resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.visitor import Options

from emulated_aws.provider_files.functions import ProviderFunctions, function_names
from emulated_aws.provider_files.sources import Path, Sources

_OPTIONS = Options(custom_functions=ProviderFunctions())


class Expression:
    """A JMESPath expression, compiled once; a number or boolean of the file is a constant.

    Raises:
        ValueError: it does not compile, or calls an unknown function.
    """

    def __init__(self, written: Any) -> None:
        self.written = written
        self._compiled = None
        self.tree: Mapping[str, Any] = {"type": "literal", "value": written, "children": []}
        """JMESPath's syntax tree."""
        self.value: tuple[Path, ...] = ()
        """What its value may be."""
        self.passed: frozenset[Path] = frozenset()
        """What its value is made of."""
        self.paths: frozenset[Path] = frozenset()
        """What it takes of its context, also in conditions."""
        if not isinstance(written, str):
            if not isinstance(written, bool | int | float):
                raise ValueError(f"{written}: an expression is text, a number or a boolean")  # noqa: TRY004 for pydantic
            return
        try:
            self._compiled = jmespath.compile(written)
        except JMESPathError as error:
            raise ValueError(f"not JMESPath: {' '.join(str(error).split())}") from None
        self.tree = self._compiled.parsed
        unknown = sorted(_functions(self.tree) - function_names())
        if unknown:
            raise ValueError(f"no function {unknown[0]}()")
        sources = Sources(self.tree, [()])
        self.value, self.passed, self.paths = tuple(sources.value), sources.passed, sources.every

    def __call__(self, context: Mapping[str, Any]) -> Any:
        """Return its value, without the entries of structures that are null.

        Raises:
            ValueError: a function got a value that it cannot take.
        """
        if self._compiled is None:
            return self.written
        try:
            return without_nulls(self._compiled.search(context, _OPTIONS))
        except (JMESPathError, TypeError, ValueError, LookupError, AttributeError) as error:
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
