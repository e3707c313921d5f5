"""Typing errors in the statements of guardrails: AWS takes some of them, and then they deny nothing.

Source: IAM user guide, "IAM JSON policy elements"; Organizations user guide, "SCP syntax", "RCP syntax".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from landing_zone.catalogue.known_words import KnownWords
from landing_zone.errors import UserError
from landing_zone.yaml.issue import did_you_mean
from landing_zone.yaml.yaml_file import YamlFile

EFFECTS = {"SERVICE_CONTROL_POLICY": ("Allow", "Deny"), "RESOURCE_CONTROL_POLICY": ("Deny",)}
"""Type of policy, of those with statements, to the effects that a statement may have."""
ELEMENTS = ("Action", "Condition", "Effect", "NotAction", "NotPrincipal", "NotResource", "Principal", "Resource", "Sid")
OPERATORS = (
    *("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "BinaryEquals", "Bool", "DateEquals", "DateGreaterThan"),
    *("DateGreaterThanEquals", "DateLessThan", "DateLessThanEquals", "DateNotEquals", "IpAddress", "NotIpAddress"),
    *("Null", "NumericEquals", "NumericGreaterThan", "NumericGreaterThanEquals", "NumericLessThan"),
    *("NumericLessThanEquals", "NumericNotEquals", "StringEquals", "StringEqualsIgnoreCase", "StringLike"),
    *("StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike"),
)
_OPERATOR = re.compile(r"(?:ForAllValues:|ForAnyValue:)?(?P<name>\w+?)(?:IfExists)?")


def typing_errors(file: YamlFile, kind: str, content: Any, words: KnownWords) -> Iterator[UserError]:
    """Yield the elements, effects, operators and actions that do not exist.

    Args:
        file: the guardrail's file, whose key ``content`` has the document.
        kind: the type of policy; one without statements has no errors of this kind.
        content: the document.
        words: the actions that IAM has.
    """
    if kind not in EFFECTS:
        return
    statements = content.get("Statement") if isinstance(content, dict) else None
    if not isinstance(statements, list) or not statements:
        yield file.error(
            ("content",),
            "the policy has no list of statements",
            allowed="'Statement': a list",
            fix="add 'Statement' with one at least",
        )
        return
    for index, statement in enumerate(statements):
        at = ("content", "Statement", index)
        if not isinstance(statement, dict):
            yield file.error(at, "a statement is not a mapping", allowed=", ".join(ELEMENTS), fix="correct it")
            continue
        for name in statement:
            if name not in ELEMENTS:
                fix = did_you_mean(str(name), ELEMENTS, "remove it")
                yield file.error(
                    (*at, name), f"a statement has no element '{name}'", allowed=", ".join(ELEMENTS), fix=fix
                )
        effects = EFFECTS[kind]
        if (effect := statement.get("Effect")) not in effects:
            yield file.error(
                (*at, "Effect"),
                f"'{effect}' is not an effect of a statement" if effect is not None else "the statement has no Effect",
                allowed=" or ".join(effects),
                fix=did_you_mean(str(effect).capitalize(), effects, "correct it"),
            )
        conditions = statement.get("Condition", {})
        if not isinstance(conditions, dict):
            allowed, fix = "operators, each with its keys and values", "write {'StringEquals': {key: value}}"
            yield file.error((*at, "Condition"), "Condition is not a mapping", allowed=allowed, fix=fix)
            conditions = {}
        for operator in conditions:
            found = _OPERATOR.fullmatch(str(operator))
            if found is None or found["name"] not in OPERATORS:
                yield file.error(
                    (*at, "Condition", operator),
                    f"there is no operator '{operator}'",
                    allowed=", ".join(OPERATORS),
                    fix=did_you_mean(str(operator), OPERATORS, "correct it"),
                )
        yield from _actions(file, at, statement, words)


def _actions(
    file: YamlFile, at: tuple[str | int, ...], statement: dict[str, Any], words: KnownWords
) -> Iterator[UserError]:
    named = [name for name in ("Action", "NotAction") if name in statement]
    if len(named) != 1:
        yield file.error(
            at,
            "a statement has either Action or NotAction",
            allowed="one of the two",
            fix="keep one of them" if named else "add one",
        )
    for name in named:
        written = statement[name]
        for number, action in enumerate(written if isinstance(written, list) else [written]):
            unknown = words.iam_action(str(action))
            if unknown is not None:
                location = (*at, name, number) if isinstance(written, list) else (*at, name)
                yield file.error(location, unknown.what, allowed=unknown.allowed, fix=unknown.fix)
