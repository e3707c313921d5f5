"""A policy taken apart: what each statement lets whom do with what, so that two policies can be compared.

Source: IAM User Guide, "Grammar of the IAM JSON policy language".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from landing_zone.cloudformation.iam.canonical import canonical_condition
from landing_zone.cloudformation.iam.document import as_json, element, is_function, parsed, principals, text_written
from landing_zone.cloudformation.iam.patterns import covers
from landing_zone.cloudformation.intrinsics.lists import listed


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
        """Whether this grant says at least what another of the same effect says, as far as the text shows."""
        return (
            self.effect == other.effect
            and (self.condition in ("", other.condition) or _condition_covers(self.condition, other.condition))
            and _covers(self.principal, other.principal)
            and _covers(self.action, other.action)
            and _covers(self.resource, other.resource)
        )


_ANY_OF = ("StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "IpAddress", "Bool")
"""Operators that hold when one of their values matches: with more values a condition lets more through."""


def _condition_covers(wide: str, narrow: str) -> bool:
    """Whether one condition holds wherever another does: each of its keys is asked there too, for no more values.

    Source: IAM User Guide, "Conditions with multiple context keys or values": all keys are asked, one value is enough.
    """
    asked: Mapping[str, Any] = json.loads(wide)
    there: Mapping[str, Any] = json.loads(narrow) if narrow else {}
    for operator, keys in asked.items():
        others = there.get(operator)
        if keys == others:
            continue
        if operator.rpartition(":")[2].removesuffix("IfExists") not in _ANY_OF:
            return False
        if not isinstance(keys, Mapping) or not isinstance(others, Mapping) or is_function(keys) or is_function(others):
            return False
        for key, values in keys.items():
            if key not in others or not {as_json(v) for v in listed(others[key])} <= {
                as_json(v) for v in listed(values)
            }:
                return False
    return True


def policies_in(value: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every policy document below a value, also those written as JSON text, with the path to it."""
    text = text_written(value)
    if text.lstrip().startswith("{") and '"Statement"' in text:
        value = parsed(text)
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
    """Yield each statement with the template's conditions under which it applies: ``Fn::If`` may choose one."""
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
    if is_function(statement):  # its value is not known: another text is another grant
        yield Grant("Allow", "", as_json(statement), "", as_json({"Fn::If": when}) if when else "")
        return
    asked = statement.get("Condition") or {}
    condition = canonical_condition(asked if isinstance(asked, Mapping) else {"": asked})
    if when:
        condition = {"Fn::If": when, **condition}
    for principal in _values(statement, "Principal"):
        for action in _values(statement, "Action"):
            for resource in _values(statement, "Resource"):
                yield Grant(
                    str(statement.get("Effect", "Allow")),
                    principal,
                    action.lower(),
                    resource,
                    as_json(condition) if condition else "",
                )


def _values(statement: Mapping[str, Any], name: str) -> list[str]:
    """Return what an element names, sorted; "" where the statement has none."""
    all_but, found = element(statement, name)
    texts = sorted(
        f"{kind}:{_text(value)}" if kind else _text(value)
        for one in found
        for kind, value in ([("", one)] if is_function(one) else principals(one))
    )
    return ["!" + "|".join(texts)] if all_but else texts or [""]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else as_json(value)


def _covers(wide: str, narrow: str) -> bool:
    if wide in (narrow, "*", "AWS:*"):
        return True
    if wide.startswith("!") and narrow.startswith("!"):  # all but fewer is more
        left_out = narrow[1:].split("|")
        return all(any(_covers(inner, outer) for inner in left_out) for outer in wide[1:].split("|"))
    if wide.startswith("!") or narrow.startswith("!"):
        return False
    return bool(covers(wide, narrow, ignore_case=False))
