"""The expressions of prerequisites: JMESPath, with some functions more."""

from __future__ import annotations

from functools import cache
from typing import Any

import jmespath
from jmespath.functions import Functions, signature
from jmespath.parser import ParsedResult


class PreparationFunctions(Functions):
    """JMESPath's functions, and those below."""

    @signature({"types": ["array"]}, {"types": ["string"]})
    def _func_starting(self, texts: list[str], start: str) -> list[str]:
        """The texts that begin so: a filter of JMESPath does not see what is outside of its list."""
        return [text for text in texts if text.startswith(start)]

    @signature({"types": ["array"]}, {"types": ["array"]})
    def _func_minus(self, items: list[Any], others: list[Any]) -> list[Any]:
        """The items that are not among the others."""
        return [item for item in items if item not in others]

    @signature({"types": ["object"]}, {"types": ["string", "null"]})
    def _func_lookup(self, mapping: dict[str, Any], key: str | None) -> Any:
        """The value of a key that is not known beforehand."""
        return mapping.get(key) if key is not None else None

    @signature({"types": ["array", "null"]}, {"types": ["string"]})
    def _func_named(self, items: list[dict[str, Any]] | None, name: str) -> Any:
        """The item with a name: a filter of JMESPath does not see what is outside of its list."""
        return next((item for item in items or () if item.get("Name") == name), None)

    @signature({"types": ["object", "null"]})
    def _func_deployed(self, answer: dict[str, Any] | None) -> bool:
        """Whether the stack of an answer of DescribeStacks is there, and was not rolled back when it was created."""
        stacks = (answer or {}).get("Stacks") or ()
        return any(stack["StackStatus"] not in _NOTHING_THERE for stack in stacks)


_NOTHING_THERE = frozenset(
    {"CREATE_FAILED", "DELETE_COMPLETE", "REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"}
)
FUNCTIONS = frozenset(PreparationFunctions.FUNCTION_TABLE)


@cache
def compiled(text: str) -> ParsedResult:
    """Return a compiled expression.

    Raises:
        JMESPathError: it is none.
    """
    return jmespath.compile(text)


def value_of(expression: str, scope: dict[str, Any]) -> Any:
    """Return the value of an expression.

    Raises:
        JMESPathError: a function was given what it does not take.
    """
    return compiled(expression).search(scope, jmespath.Options(custom_functions=PreparationFunctions()))


def arguments_of(written: dict[str, Any], scope: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a call; one whose value is null is left out."""
    found = {name: _filled(value, scope) for name, value in written.items()}
    return {name: value for name, value in found.items() if value is not None}


def holds(expression: str, scope: dict[str, Any]) -> bool:
    """Return whether an expression is true, as JMESPath counts: not null, false or empty."""
    return value_of(expression, scope) not in (None, False, "", [], {})


def _filled(value: Any, scope: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return arguments_of(value, scope)
    if isinstance(value, list):
        return [_filled(item, scope) for item in value]
    return value_of(value, scope)
