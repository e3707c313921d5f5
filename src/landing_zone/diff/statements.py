"""A policy taken apart: what each statement lets whom do with what, so that two policies can be compared.

Source: IAM User Guide, "Grammar of the IAM JSON policy language".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

_NEGATED = {"NotAction": "Action", "NotResource": "Resource", "NotPrincipal": "Principal"}


@dataclass(frozen=True, order=True)
class Grant:
    """One principal, one action, one resource.

    Args:
        effect: ``Allow`` or ``Deny``.
        principal: who; "" where the policy is attached to whom it means. ``!`` before it: all but these.
        action: lower case, with wildcards. ``!`` before it: all but these.
        resource: with wildcards. ``!`` before it: all but these.
        condition: canonical JSON; "" for none.
    """

    effect: str
    principal: str
    action: str
    resource: str
    condition: str

    def __str__(self) -> str:
        who = f" to {self.principal}" if self.principal else ""
        when = f" when {self.condition}" if self.condition else ""
        return f"{self.effect} {self.action} on {self.resource or '*'}{who}{when}"

    def covers(self, other: Grant) -> bool:
        """Whether this grant says at least what another of the same effect says, as far as text tells."""
        return (
            self.effect == other.effect
            and self.condition in ("", other.condition)
            and _covers(self.principal, other.principal)
            and _covers(self.action, other.action)
            and _covers(self.resource, other.resource)
        )


def policies_in(value: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every policy document below a value, also those written as JSON text, with the path to it."""
    text = _joined(value)
    if text.lstrip().startswith("{") and '"Statement"' in text:
        try:
            value = json.loads(text)
        except ValueError:
            return
    if isinstance(value, Mapping):
        if "Statement" in value and isinstance(value["Statement"], list | Mapping):
            yield path, value
            return
        for key in sorted(value, key=str):
            yield from policies_in(value[key], f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from policies_in(item, f"{path}[{number}]")


def grants(policy: Mapping[str, Any]) -> frozenset[Grant]:
    """Take a policy apart."""
    return frozenset(
        grant for statement, when in _statements(policy["Statement"], ()) for grant in _of_statement(statement, when)
    )


def _statements(value: Any, when: tuple[str, ...]) -> Iterator[tuple[Mapping[str, Any], tuple[str, ...]]]:
    """Yield each statement with the template's conditions under which it stands: ``Fn::If`` may choose one."""
    if isinstance(value, list):
        for item in value:
            yield from _statements(item, when)
    elif isinstance(value, Mapping):
        chosen = value.get("Fn::If")
        if isinstance(chosen, list) and len(chosen) == 3:
            yield from _statements(chosen[1], (*when, str(chosen[0])))
            yield from _statements(chosen[2], (*when, f"not {chosen[0]}"))
        elif value != {"Ref": "AWS::NoValue"}:
            yield value, when


def _of_statement(statement: Mapping[str, Any], when: tuple[str, ...]) -> Iterator[Grant]:
    if _is_function(statement):  # nobody can tell what it says: another text is another grant
        yield Grant("Allow", "", _text(statement), "", _text({"Fn::If": when}) if when else "")
        return
    asked = _condition(statement.get("Condition"))
    condition = {"Fn::If": when, **asked} if when else asked
    for principal in _values(statement, "Principal"):
        for action in _values(statement, "Action"):
            for resource in _values(statement, "Resource"):
                yield Grant(
                    str(statement.get("Effect", "Allow")),
                    principal,
                    action.lower(),
                    resource,
                    _text(condition) if condition else "",
                )


def _values(statement: Mapping[str, Any], name: str) -> list[str]:
    for negated, plain in _NEGATED.items():
        if plain == name and negated in statement:
            return ["!" + "|".join(sorted(_flat(statement[negated])))]
    return sorted(_flat(statement[name])) if name in statement else [""]


def _flat(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in _flat(item)]
    if isinstance(value, Mapping) and not _is_function(value):
        return [f"{kind}:{text}" for kind, inner in value.items() for text in _flat(inner)]
    return [value if isinstance(value, str) else _text(value)]


def _is_function(value: Mapping[str, Any]) -> bool:
    return len(value) == 1 and (next(iter(value)) in ("Ref", "Condition") or next(iter(value)).startswith("Fn::"))


def _joined(value: Any) -> str:
    """Return a text, also one that ``Fn::Join`` or ``Fn::Sub`` makes, with a placeholder for each inner function."""
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping) or len(value) != 1:
        return ""
    join, substituted = value.get("Fn::Join"), value.get("Fn::Sub")
    if isinstance(join, list) and len(join) == 2 and isinstance(join[1], list):
        return str(join[0]).join(part if isinstance(part, str) else _placeholder(part) for part in join[1])
    if isinstance(substituted, list) and substituted:
        substituted = substituted[0]
    return substituted if isinstance(substituted, str) else ""


def _placeholder(function: Any) -> str:
    """Write a function so that it can stand within a text of JSON."""
    return "${" + json.dumps(_text(function))[1:-1] + "}"


def _condition(condition: Any) -> dict[str, Any]:
    """Return a condition whose values have one order: they are alternatives, and one alone is a list of one."""
    if not isinstance(condition, Mapping):
        return {"": condition} if condition else {}
    return {
        operator: {key: _alternatives(value) for key, value in asked.items()}
        if isinstance(asked, Mapping) and not _is_function(asked)
        else asked
        for operator, asked in condition.items()
    }


def _alternatives(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    values = sorted({_text(item): item for item in value}.items())
    return values[0][1] if len(values) == 1 else [item for _, item in values]


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _covers(wide: str, narrow: str) -> bool:
    if wide in (narrow, "*", "AWS:*"):
        return True
    if wide.startswith("!") and narrow.startswith("!"):  # all but fewer is more
        left_out = narrow[1:].split("|")
        return all(any(_covers(inner, outer) for inner in left_out) for outer in wide[1:].split("|"))
    if wide.startswith("!") or narrow.startswith("!"):
        return False
    return _pattern(wide).fullmatch(narrow) is not None


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile("".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in text), re.DOTALL)
