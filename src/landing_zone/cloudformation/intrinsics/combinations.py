"""Which conditions of a template can be true or false at once; decided by cfn-lint's solver.

It knows no more than what certainly holds: two texts that one expression is compared with are not both equal to it.
What it would read differently, such as a comparison of two parameters, is a condition of its own for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from landing_zone.cloudformation.intrinsics.values import Reference, Unknown, equal, scalar_text
from landing_zone.cloudformation.model import Template

if TYPE_CHECKING:
    from cfnlint.conditions import Conditions

_TRUE = {"Fn::Equals": ["1", "1"]}
_FALSE = {"Fn::Equals": ["1", "0"]}


class Combinations:
    """Answers for one assembly; keeps what it was asked, and the solver of each template."""

    def __init__(self) -> None:
        self._solvers: dict[tuple[str, str], Conditions] = {}
        self._answers: dict[tuple[str, str, str], bool] = {}

    def possible(
        self, template: Template, fixed: Mapping[str, bool], resolve: Callable[[Any], Any], values: str
    ) -> bool:
        """Return whether conditions can have these truths at once, under the template's ``Rules``.

        Args:
            template: with the conditions.
            fixed: name to truth.
            resolve: resolves a value of the template where parameters have the values of the world in question.
            values: those values, as a text.
        """
        if not fixed and "Rules" not in template.body:
            return True
        solver = self._solver(template, resolve, values)
        groups = [fixed] if "Rules" in template.body else _connected(solver, fixed)
        return all(self._possible((template.name, values), solver, group) for group in groups)

    def _possible(self, of: tuple[str, str], solver: Conditions, fixed: Mapping[str, bool]) -> bool:
        key = (*of, repr(sorted(fixed.items())))
        if key not in self._answers:
            wanted = {name: {truth} for name, truth in fixed.items()}
            read = all(solver.get(name) is not None for name in fixed)
            rules_hold = solver.satisfiable({}, {})
            self._answers[key] = rules_hold and (not read or not fixed or any(solver.build_scenarios(wanted)))
        return self._answers[key]

    def _solver(self, template: Template, resolve: Callable[[Any], Any], values: str) -> Conditions:
        key = (template.name, values)
        if key not in self._solvers:
            from cfnlint.conditions import Conditions  # takes a second, and few templates need it

            sections = (template.body.get(section) for section in ("Conditions", "Rules"))
            written, rules = (section if isinstance(section, Mapping) else {} for section in sections)
            names = frozenset(written)

            def readable(condition: Any) -> dict[str, Any]:
                return _readable(condition, names, resolve)

            body = {
                "Conditions": {name: readable(written[name]) for name in sorted(names)},
                "Rules": {
                    name: {
                        **({"RuleCondition": readable(rule["RuleCondition"])} if "RuleCondition" in rule else {}),
                        "Assertions": [
                            {"Assert": readable(one["Assert"])}
                            for one in rule.get("Assertions") or ()
                            if isinstance(one, Mapping) and "Assert" in one
                        ],
                    }
                    for name, rule in rules.items()
                    if isinstance(rule, Mapping)
                },
            }
            self._solvers[key] = Conditions(SimpleNamespace(template=body))
        return self._solvers[key]


def _connected(solver: Conditions, fixed: Mapping[str, bool]) -> list[dict[str, bool]]:
    """Conditions in groups that compare nothing in common: each group is asked about once, not each mixture."""
    groups: list[tuple[set[str], dict[str, bool]]] = []
    for name, truth in fixed.items():
        condition = solver.get(name)
        compared = {side.hash for one in (condition.equals if condition else ()) for side in one.parameters}
        group = {name: truth}
        for other in [one for one in groups if one[0] & compared]:
            compared |= other[0]
            group |= other[1]
            groups.remove(other)
        groups.append((compared, group))
    return [group for _, group in groups]


def _readable(written: Any, names: frozenset[str], resolve: Callable[[Any], Any]) -> dict[str, Any]:
    """A condition in the words that the solver understands as we do."""
    if isinstance(written, Mapping) and len(written) == 1:
        function, argument = next(iter(written.items()))
        if function == "Condition" and argument in names:
            return {"Condition": argument}
        if function in ("Fn::And", "Fn::Or", "Fn::Not") and isinstance(argument, list) and argument:
            return {function: [_readable(part, names, resolve) for part in argument]}
        if isinstance(argument, list) and len(argument) == 2:
            if function == "Fn::Equals":
                return _equals(argument, resolve)
            if function == "Fn::Contains" and isinstance(argument[0], list) and argument[0]:
                return {"Fn::Or": [_equals([one, argument[1]], resolve) for one in argument[0]]}
    return _alone(written, "true")


def _equals(sides: list[Any], resolve: Callable[[Any], Any]) -> dict[str, Any]:
    left, right = resolve(sides[0]), resolve(sides[1])
    known = equal(left, right)
    if known is not None:
        return _TRUE if known else _FALSE
    for open_side, other, text in ((sides[0], left, right), (sides[1], right, left)):
        if isinstance(other, Unknown | Reference) and isinstance(text, str | int | float):
            return _alone(open_side, scalar_text(text))
    return _alone(sides, "true")


def _alone(expression: Any, text: str) -> dict[str, Any]:
    """That an expression, whatever it is, equals a text."""
    return {"Fn::Equals": [{"Ref": json.dumps(expression, sort_keys=True, default=str)}, text]}
