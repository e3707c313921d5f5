"""Where the values of a reader come from: a value that only repeats the template would always be as declared."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from landing_zone.rehearsal.readers.functions import expression
from landing_zone.rehearsal.readers.reader_file import ReaderFile

Origin = frozenset[str]
"""What one possible result of an expression is made of: ``RESPONSE``, ``id``, ``declared.NAME``. Empty: a constant."""

RESPONSE = "a response"
_ONE_OF_THEM = ("merge", "not_null", "to_array")
"""Functions that return an argument, or parts of each."""


def copies_of(file: ReaderFile) -> Iterator[str]:
    """Yield each property and attribute that may come from the template alone, or never comes from a response.

    A property that is an argument of the first call is read by that call: the resource has it, or is not found.
    """
    scope: dict[str, list[Origin]] = {"declared": [frozenset({"declared"})], "id": [frozenset({"id"})]}
    scope["item"] = [frozenset()]
    asked_for: set[str] = set()
    found: dict[str, list[Origin]] = {}
    calls = 0
    for name, step in file.steps.items():
        if step.each is not None:
            scope["item"] = _origins(step.each, scope)
        scope[name] = [frozenset({RESPONSE})] if step.call else _origins(step.value or "id", scope)
        calls += bool(step.call)
        if step.call and (calls == 1 or step.missing):
            given = (*_texts(step.arguments), *step.match.values())
            asked_for.update(atom for text in given for origin in _origins(text, scope) for atom in origin)
        found |= dict.fromkeys(step.same, scope[name])
        found |= {key: _origins(text, scope) for key, text in step.properties.items()}
    found |= {key: _origins(text, scope) for key, text in {**file.properties, **file.attributes}.items()}
    if file.exists is not None:
        found["exists"] = _origins(file.exists, scope)
    for key, origins in found.items():
        copied = {atom for origin in origins if RESPONSE not in origin for atom in origin} - asked_for - {"id"}
        if copied:
            yield f"{key} may be {', '.join(sorted(copied))}, whatever the service returns"
        elif not any(origins) or (key == "exists" and not any(RESPONSE in origin for origin in origins)):
            yield f"{key} is the same, whatever the service returns"


def _texts(arguments: Any) -> Iterator[str]:
    """Yield the expressions of the arguments that are always sent."""
    if isinstance(arguments, str):
        yield arguments
    elif isinstance(arguments, list):
        for item in arguments:
            yield from _texts(item)
    else:
        for name, value in arguments.items():
            if not name.endswith("?"):
                yield from _texts(value)


def _origins(text: str, scope: dict[str, list[Origin]]) -> list[Origin]:
    return _of(expression(text).node, scope)


def _of(node: Any, scope: Any, *, truthy: bool = False, form: bool = False) -> list[Origin]:
    """Return what each possible result is made of.

    Args:
        node: a part of an expression.
        scope: the origins of the names, or those of the value that it is applied to.
        truthy: whether a result that is not true does not count.
        form: whether it is a form of ``as_declared``, where a comparison with a response may guard the declared one.
    """
    kind, children, value = node["type"], node["children"], node.get("value")
    match kind:
        case "field":
            if isinstance(scope, dict):
                return list(scope.get(value, [frozenset()]))
            return [frozenset({f"declared.{value}"}) if origin == {"declared"} else origin for origin in scope]
        case "current" | "identity":
            return [frozenset()] if isinstance(scope, dict) else list(scope)
        case "literal":
            return [] if value == [] else [frozenset()]  # nothing comes from an empty list
        case "subexpression" | "pipe" | "index_expression" | "projection" | "filter_projection" | "value_projection":
            for child in children[:2]:
                scope = _of(child, scope)
            return list(scope)
        case "index" | "slice":
            return list(scope)
        case "or_expression":
            return _of(children[0], scope, truthy=True, form=form) + _of(children[1], scope, truthy=truthy, form=form)
        case "and_expression":
            left, right = (_of(child, scope, form=form) for child in children)
            guarded = form and _compares(children[0], scope)
            # a constant that is chosen by a condition says what the condition says
            results = [one | other if guarded or not other else other for one, other in product(left, right)]
            return results if truthy else left + results
        case "multi_select_dict" | "multi_select_list" | "key_val_pair":
            return [origin for child in children for origin in _of(child, scope)]
    if (kind, value) == ("function_expression", "as_declared"):
        # the first form is the result when the template has none of them, also where that form is false
        forms = (_of(child, scope, truthy=child is not children[1], form=True) for child in children[1:])
        return [origin for form_origins in forms for origin in form_origins]
    parts = [_of(child, scope) for child in children]
    if kind == "function_expression" and value in _ONE_OF_THEM:
        return [origin for part in parts for origin in part]
    return [frozenset().union(*chosen) for chosen in product(*parts)]


def _compares(node: Any, scope: Any) -> bool:
    """Whether a condition holds only when something equals what a response has."""
    if node["type"] == "comparator" and node["value"] == "eq":
        return any(RESPONSE in origin for origin in _of(node, scope))
    return node["type"] == "and_expression" and any(_compares(child, scope) for child in node["children"])
