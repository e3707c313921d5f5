"""Condition functions, in three-valued logic.

Source: CloudFormation template reference, "Condition functions".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from landing_zone.cloudformation.intrinsics.values import Truth, both, either, equal, opposite, reasons_in

Known = tuple[Truth, frozenset[str]]
"""A condition's truth, and what it depends on where it is undetermined."""


def evaluate_condition(written: Any, named: Callable[[Any], Known], resolve: Callable[[Any], Any]) -> Known:
    """Return the truth of a condition function.

    Args:
        written: as the template writes it.
        named: gives the truth of another condition of the template.
        resolve: resolves a value of the template.
    """
    if not isinstance(written, Mapping) or len(written) != 1:
        return None, frozenset(("a condition that cannot be read",))
    function, argument = next(iter(written.items()))
    if function == "Condition":
        return named(argument)
    if function == "Fn::Equals" and isinstance(argument, list) and len(argument) == 2:
        left, right = resolve(argument[0]), resolve(argument[1])
        answer = equal(left, right)
        return answer, reasons_in([left, right]) if answer is None else frozenset()
    if function in ("Fn::And", "Fn::Or", "Fn::Not") and isinstance(argument, list) and argument:
        parts = [evaluate_condition(part, named, resolve) for part in argument]
        answer = parts[0][0]
        for part in parts[1:]:
            answer = both(answer, part[0]) if function == "Fn::And" else either(answer, part[0])
        if function == "Fn::Not":
            answer = opposite(parts[0][0])
        reasons: frozenset[str] = frozenset().union(*(part[1] for part in parts))
        return answer, reasons if answer is None else frozenset()
    return None, frozenset((f"the condition function {function}",))
