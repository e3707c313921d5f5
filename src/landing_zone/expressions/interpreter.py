"""JMESPath over partly unknown values.

This extends the library's interpreter: a step with an unknown value is evaluated here, in three-valued logic. So a
result is a plain value only when no unknown value could change it.

Differences from plain JMESPath, each because CloudFormation converts types: the text "true" equals ``true`` and "3"
equals ``3``, the text "false" is false, and numbers in texts can be ordered against numbers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions
from jmespath.visitor import Options, TreeInterpreter

from landing_zone.cloudformation.intrinsics.values import (
    Count,
    Maybe,
    Reference,
    Text,
    Truth,
    Unknown,
    equal,
    number,
    reasons_in,
    truth,
)
from landing_zone.expressions.functions import ThreeValuedFunctions

_OPENS = frozenset("{ \t\r\n")
"""What a JSON text of a mapping may begin with."""
_ORDER: dict[str, Any] = TreeInterpreter.COMPARATOR_FUNC


class ConditionError(Exception):
    """A JMESPath expression that cannot be applied to a value: ``contains()`` on a missing property."""


class Expression:
    """A compiled JMESPath expression.

    Args:
        text: the expression; it must compile.
        functions: what it can call, instead of the functions of conditions.
        known: fields that every value has, with what they hold; what depends on these alone is found once.
        whole: whether a projection of an item that yields null is an error. In JMESPath the item is left out.
    """

    __slots__ = ("_applied", "_interpreter", "_node", "text")

    def __init__(
        self,
        text: str,
        functions: Functions | None = None,
        known: Mapping[str, Any] | None = None,
        *,
        whole: bool = False,
    ) -> None:
        self.text = text
        self._node: Any = jmespath.compile(text).parsed
        self._interpreter = _Interpreter(Options(custom_functions=functions)) if functions else _INTERPRETER
        if whole:
            self._interpreter = _WholeInterpreter(Options(custom_functions=functions))
        self._applied = _with_known(self._interpreter, self._node, known) if known else self._node

    @property
    def node(self) -> Any:
        """The syntax tree, as the library gives it."""
        return self._node

    def search(self, value: Any) -> Any:
        """Apply it.

        Raises:
            ConditionError: a function got a value of a type that it does not accept.
        """
        return _visit(self._interpreter, self._applied, value)

    def truth(self, value: Any) -> tuple[Truth, frozenset[str]]:
        """Return the result's truth, and what it depends on where it is undetermined.

        Raises:
            ConditionError: as :meth:`search`.
        """
        result = self.search(value)
        known = truth(result)
        return known, reasons_in(result) if known is None else frozenset()


def search(node: Any, value: Any) -> Any:
    """Apply a node of a syntax tree to a value; see :meth:`Expression.search`."""
    return _visit(_INTERPRETER, node, value)


def _visit(interpreter: TreeInterpreter, node: Any, value: Any) -> Any:
    try:
        return interpreter.visit(node, value)
    except JMESPathError as error:
        raise ConditionError(str(error)) from None


_OF_THE_SAME_VALUE = frozenset(
    ("function_expression", "comparator", "and_expression", "or_expression", "not_expression")
)
"""Nodes whose children are all applied to the node's own value."""
_OF_THE_FIRST = frozenset(
    ("subexpression", "index_expression", "projection", "filter_projection", "value_projection", "flatten", "pipe")
)
"""Nodes whose first child is applied to the node's own value, and the others to what that yields."""


def _with_known(interpreter: TreeInterpreter, node: Any, known: Mapping[str, Any]) -> Any:
    """Put a literal in place of each part of a syntax tree that depends on known fields alone."""
    first = node
    while first["type"] in _OF_THE_FIRST:
        first = first["children"][0]
    if first["type"] == "field" and first["value"] in known:
        with suppress(ConditionError):  # raised where it is applied
            return {"type": "literal", "value": _visit(interpreter, node, dict(known)), "children": []}
    children = node["children"]
    same = len(children) if node["type"] in _OF_THE_SAME_VALUE else int(node["type"] in _OF_THE_FIRST)
    return {**node, "children": [*(_with_known(interpreter, one, known) for one in children[:same]), *children[same:]]}


def unknown_from(*values: Any, known_truth: Truth = None, may_be_absent: bool = True) -> Unknown:
    """Return the unknown result of a step with unknown values."""
    reasons: frozenset[str] = frozenset().union(*(reasons_in(v) for v in values))
    return Unknown(reasons, known_truth, may_be_absent)


class _Interpreter(TreeInterpreter):
    _method_cache: dict[str, Callable[[Any, Any], Any]]  # the library's own, filled by its visit

    def visit(self, node: Any, value: Any) -> Any:
        # As in the library, without passing on further arguments: that saves a fifth of the time of all assertions.
        method = self._method_cache.get(node["type"])
        return super().visit(node, value) if method is None else method(node, value)

    def visit_field(self, node: Any, value: Any) -> Any:
        if isinstance(value, dict):
            return value.get(node["value"])
        if isinstance(value, Reference):
            return value.get(node["value"])
        if isinstance(value, str):
            return _mapping_in(value).get(node["value"]) if value[:1] in _OPENS else None
        return unknown_from(value) if _shapeless(value) or _may_be_a_mapping(value) else None

    def visit_comparator(self, node: Any, value: Any) -> Any:
        left = self.visit(node["children"][0], value)
        right = self.visit(node["children"][1], value)
        operator: str = node["value"]
        if operator in ("eq", "ne"):
            same = equal(left, right)
            if same is None:
                return unknown_from(left, right, may_be_absent=False)
            return same if operator == "eq" else not same
        return _ordered(operator, left, right)

    def visit_filter_projection(self, node: Any, value: Any) -> Any:
        base = self.visit(node["children"][0], value)
        if not isinstance(base, list):
            return unknown_from(base) if _shapeless(base) else None
        collected: list[Any] = []
        for element in base:
            inner = element.value if isinstance(element, Maybe) else element
            condition = self.visit(node["children"][2], inner)
            chosen = truth(condition)
            if chosen is False:
                continue
            reasons = reasons_in(condition) if chosen is None else frozenset()
            self._collect(collected, self.visit(node["children"][1], inner), element, reasons)
        return collected

    def visit_projection(self, node: Any, value: Any) -> Any:
        base = self.visit(node["children"][0], value)
        if not isinstance(base, list):
            return unknown_from(base) if _shapeless(base) else None
        return self._project(node, base)

    def visit_value_projection(self, node: Any, value: Any) -> Any:
        base = self.visit(node["children"][0], value)
        if isinstance(base, dict):
            return self._project(node, list(base.values()))
        return unknown_from(base) if _shapeless(base) else None

    def _project(self, node: Any, elements: list[Any]) -> list[Any]:
        collected: list[Any] = []
        for element in elements:
            inner = element.value if isinstance(element, Maybe) else element
            self._collect(collected, self.visit(node["children"][1], inner), element, frozenset())
        return collected

    def _collect(self, collected: list[Any], result: Any, element: Any, reasons: frozenset[str]) -> None:
        """Add a projected element, as a :class:`Maybe` where the element, its choice or the result is not certain."""
        if result is None:
            return
        if isinstance(element, Maybe):
            reasons |= element.reasons
        if isinstance(result, Unknown) and result.may_be_absent:
            reasons |= result.reasons
        collected.append(_maybe(result, reasons) if reasons else result)

    def visit_flatten(self, node: Any, value: Any) -> Any:
        base = self.visit(node["children"][0], value)
        if not isinstance(base, list):
            return unknown_from(base) if _shapeless(base) else None
        merged: list[Any] = []
        for element in base:
            inner = element.value if isinstance(element, Maybe) else element
            if isinstance(inner, list):
                merged.extend(inner if inner is element else (_maybe(i, element.reasons) for i in inner))
            elif _shapeless(inner):
                merged.append(_maybe(inner, reasons_in(inner)))  # it may be a list, of any length
            else:
                merged.append(element)
        return merged

    def visit_index(self, node: Any, value: Any) -> Any:
        if not isinstance(value, list):
            return unknown_from(value) if _shapeless(value) else None
        position: int = node["value"]
        passed = value[: position + 1] if position >= 0 else value[position:]
        if any(isinstance(v, Maybe) for v in passed):
            return unknown_from(passed)
        return super().visit_index(node, value)

    def visit_slice(self, node: Any, value: Any) -> Any:
        if isinstance(value, list) and any(isinstance(v, Maybe) for v in value):
            return [_maybe(v, reasons_in(value)) for v in value]
        return unknown_from(value) if _shapeless(value) else super().visit_slice(node, value)

    def visit_multi_select_dict(self, node: Any, value: Any) -> Any:
        return unknown_from(value) if _may_be_absent(value) else super().visit_multi_select_dict(node, value)

    def visit_multi_select_list(self, node: Any, value: Any) -> Any:
        return unknown_from(value) if _may_be_absent(value) else super().visit_multi_select_list(node, value)

    def visit_and_expression(self, node: Any, value: Any) -> Any:
        left = self.visit(node["children"][0], value)
        chosen = truth(left)
        if chosen is False:
            return left
        right = self.visit(node["children"][1], value)
        if chosen is True:
            return right
        return unknown_from(left, right, known_truth=False) if truth(right) is False else unknown_from(left, right)

    def visit_or_expression(self, node: Any, value: Any) -> Any:
        left = self.visit(node["children"][0], value)
        chosen = truth(left)
        if chosen is True:
            return left
        right = self.visit(node["children"][1], value)
        if chosen is False:
            return right
        return unknown_from(left, right, known_truth=True) if truth(right) is True else unknown_from(left, right)

    def visit_not_expression(self, node: Any, value: Any) -> Any:
        operand = self.visit(node["children"][0], value)
        known = truth(operand)
        return unknown_from(operand, may_be_absent=False) if known is None else not known


def _ordered(operator: str, left: Any, right: Any) -> Any:
    for count, other, mirrored in ((left, right, False), (right, left, True)):
        limit = number(other)
        if isinstance(count, Count) and limit is not None:
            name = {"lt": "gt", "gt": "lt", "lte": "gte", "gte": "lte"}[operator] if mirrored else operator
            if name in ("gt", "gte") and _ORDER[name](count.least, limit):
                return True
            if name in ("lt", "lte") and not _ORDER[name](count.least, limit):
                return False
            return unknown_from(count, may_be_absent=False)
    if isinstance(left, Unknown | Reference) or isinstance(right, Unknown | Reference):
        return unknown_from(left, right)
    one, other = number(left), number(right)
    if one is not None and other is not None:
        return _ORDER[operator](one, other)
    return _ORDER[operator](left, right) if isinstance(left, str) and isinstance(right, str) else None


def _shapeless(value: Any) -> bool:
    """Whether it may be a mapping or a list: a text cannot, nor a ``Ref``, nor a count."""
    if isinstance(value, Reference):
        return bool(value.attribute)
    return isinstance(value, Unknown) and not isinstance(value, Text | Count)


@lru_cache(maxsize=256)
def _mapping_in(text: str) -> dict[str, Any]:
    """The mapping in a JSON text, since CloudFormation accepts a policy in both forms; else an empty one."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _may_be_a_mapping(value: Any) -> bool:
    """Whether a text of which only parts are known may be a mapping in JSON."""
    if not isinstance(value, Text):
        return False
    start, end = value.prefix.lstrip(), value.suffix.rstrip()
    return start[:1] in ("", "{") and end[-1:] in ("", "}")


def _may_be_absent(value: Any) -> bool:
    return isinstance(value, Unknown) and value.may_be_absent


def _maybe(value: Any, reasons: frozenset[str]) -> Maybe:
    return Maybe(value.value, value.reasons | reasons) if isinstance(value, Maybe) else Maybe(value, reasons)


class _WholeInterpreter(_Interpreter):
    def _collect(self, collected: list[Any], result: Any, element: Any, reasons: frozenset[str]) -> None:
        if result is None:
            raise ConditionError("an item of the list does not have the projected value")
        super()._collect(collected, result, element, reasons)


_INTERPRETER = _Interpreter(Options(custom_functions=ThreeValuedFunctions()))
