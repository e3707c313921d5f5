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
    if isinstance(value, str) and value.lstrip().startswith("{") and '"Statement"' in value:
        try:
            value = json.loads(value)
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
    statements = policy["Statement"]
    found: set[Grant] = set()
    for statement in statements if isinstance(statements, list) else [statements]:
        if isinstance(statement, Mapping):
            found.update(_of_statement(statement))
    return frozenset(found)


def _of_statement(statement: Mapping[str, Any]) -> Iterator[Grant]:
    condition = statement.get("Condition")
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


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _covers(wide: str, narrow: str) -> bool:
    if wide in (narrow, "*", "AWS:*"):
        return True
    if wide.startswith("!") and narrow.startswith("!"):  # all but fewer is more
        return set(wide[1:].split("|")) <= set(narrow[1:].split("|"))
    if wide.startswith("!") or narrow.startswith("!"):
        return False
    return _pattern(wide).fullmatch(narrow) is not None


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile("".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in text), re.DOTALL)
