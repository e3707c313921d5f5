"""Which statements of a policy deny a request: IAM's own rules for the few operators that the guardrails use.

Compared with ``@cloud-copilot/iam-simulate`` by hand when it was written; an operator that is not here is an error.
Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterable, Mapping
from typing import Any


def denied(request: Mapping[str, Any], statements: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the Sids of the statements that deny a request (``action``, ``resource``, ``context``)."""
    return [s["Sid"] for s in statements if s["Effect"] == "Deny" and _applies(request, s)]


def _applies(request: Mapping[str, Any], statement: Mapping[str, Any]) -> bool:
    actions = [a.lower() for a in _list(statement.get("Action") or statement["NotAction"])]
    named = any(_like(request["action"].lower(), pattern) for pattern in actions)
    if named != ("Action" in statement):
        return False
    if not any(_like(request["resource"], pattern) for pattern in _list(statement["Resource"])):
        return False
    return all(
        _holds(operator, request["context"].get(key), _list(values))
        for operator, keys in statement.get("Condition", {}).items()
        for key, values in keys.items()
    )


def _holds(operator: str, value: str | None, values: list[str]) -> bool:
    """Evaluate one key. A negated operator is true for a missing key, and so is ``IfExists``."""
    if operator == "Null":
        return (value is None) == (values == ["true"])
    name = operator.removeprefix("ForAnyValue:")
    if_exists, name = name.endswith("IfExists"), name.removesuffix("IfExists")
    positive = name.replace("NotEquals", "Equals").replace("NotLike", "Like")
    if value is None:
        return if_exists or name != positive
    return any(_COMPARE[positive](value, wanted) for wanted in values) == (name == positive)


def _arn_like(value: str, pattern: str) -> bool:
    """Compare part by part: a wildcard does not match a colon, except in the last part."""
    parts, patterns = value.split(":", 5), pattern.split(":", 5)
    return len(parts) == len(patterns) == 6 and all(map(_like, parts, patterns))


def _like(value: str, pattern: str) -> bool:
    return fnmatch.fnmatchcase(value, pattern.replace("[", "[[]"))


_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": str.__eq__,
    "Bool": lambda value, wanted: value.lower() == wanted.lower(),
    "ArnLike": _arn_like,
    "NumericLessThan": lambda value, wanted: float(value) < float(wanted),
}


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
