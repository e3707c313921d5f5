"""IAM policy documents taken apart: statements, elements with their Not-forms, principals, tests of conditions.

Each function takes what a template holds, resolved as far as possible, as well as the plain JSON of an API's response.
Source: IAM User Guide, "Grammar of the IAM JSON policy language".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from landing_zone.cloudformation.iam.patterns import OF_AWS
from landing_zone.cloudformation.intrinsics.lists import any_item, listed
from landing_zone.cloudformation.intrinsics.values import Maybe, NoValue, Reference, Text, Truth, Unknown, equal

UNREADABLE = Unknown(frozenset(("a part of a policy that is not plain data",)))
_FUNCTION = re.compile("Ref|Condition|Fn::.*")
_GENERATED = "\ue000"
"""A character of private use, in place of a part that AWS generates."""


@dataclass(frozen=True, slots=True)
class Test:
    """One test of a ``Condition``: a statement applies when all of them are met.

    Args:
        operator: small letters, without its set qualifier and ``IfExists``: ``stringlike``.
        qualifier: ``foranyvalue``, ``forallvalues``, or "".
        if_exists: whether a request without the key meets the test.
        key: small letters, since IAM ignores the case of condition keys.
        value: one alternative, or a list of them; unknown for all tests of an operator whose keys are unknown.
    """

    operator: str
    qualifier: str
    if_exists: bool
    key: str
    value: Any

    def asks(self, word: str) -> Truth:
        """Return whether an alternative is a word."""
        return any_item(self.value, lambda value: is_word(value, word))


def is_function(value: Any) -> bool:
    """Whether a value is an intrinsic function as written in a template."""
    return isinstance(value, Mapping) and len(value) == 1 and bool(_FUNCTION.fullmatch(next(iter(value))))


def readable(value: Any) -> TypeGuard[Mapping[str, Any]]:
    """Whether a value is a mapping that can be read: no function, no reference, nothing unknown."""
    return isinstance(value, Mapping) and not is_function(value)


def scalar(value: Any) -> Any:
    """Return a text, number or truth, also one that is unknown or a reference; anything else is unknown."""
    return value if isinstance(value, str | int | float | Unknown | Reference) else UNREADABLE


def is_word(value: Any, word: str) -> Truth:
    """Return whether a value is a word, as ``true`` of ``Bool``, whose case IAM ignores."""
    return equal(value.lower() if isinstance(value, str) else scalar(value), word)


def parsed(document: Any) -> Any:
    """Return a JSON document as data; any other text is returned unchanged.

    Of a text with parts that AWS generates, which hold no quote, the values with such a part stay partly unknown.
    """
    if isinstance(document, Text) and all(reason.startswith(OF_AWS) for reason in document.reasons):
        try:
            whole = json.loads("".join(_GENERATED if part is None else part for part in document.parts))
        except ValueError:
            return document
        return _with_generated(whole, document)
    if not isinstance(document, str):
        return document
    try:
        return json.loads(document)
    except ValueError:
        return document


def _with_generated(node: Any, of: Text) -> Any:
    if isinstance(node, dict):
        return {key.replace(_GENERATED, "x"): _with_generated(value, of) for key, value in node.items()}
    if isinstance(node, list):
        return [_with_generated(item, of) for item in node]
    if not isinstance(node, str) or _GENERATED not in node:
        return node
    parts: list[str | None] = []
    for index, known in enumerate(node.split(_GENERATED)):
        parts += [None] * (index > 0) + [known] * bool(known)
    return Text(of.reasons, True, False, of.targets, tuple(parts))


def statements(document: Any) -> list[Any]:
    """Return the statements of a document, or of several: mappings; ``Maybe`` and ``Unknown`` where it depends.

    What cannot be read, such as a reference or a text that is not JSON, is an unknown statement, not none.
    """
    found: list[Any] = []
    for one in listed(document):
        policy = parsed(one)
        if isinstance(policy, Maybe):
            found += (s if isinstance(s, Maybe) else Maybe(s, policy.reasons) for s in statements(policy.value))
        elif readable(policy):
            found += map(_statement, listed(policy.get("Statement")))
        elif policy is not None:
            found.append(UNREADABLE)
    return found


def _statement(written: Any) -> Any:
    if isinstance(written, Maybe):
        return Maybe(_statement(written.value), written.reasons)
    return written if readable(written) else UNREADABLE


def certain(document: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the statements that can be read, also those that are perhaps not there."""
    for statement in statements(document):
        body = statement.value if isinstance(statement, Maybe) else statement
        if isinstance(body, Mapping):
            yield body


def element(statement: Mapping[str, Any], name: str) -> tuple[bool, list[Any]]:
    """Return the values of ``Action``, ``Resource`` or ``Principal``, and whether all but these are meant."""
    negated = f"Not{name}" in statement
    return negated, listed(statement.get(f"Not{name}" if negated else name))


def principals(principal: Any) -> Iterator[tuple[str, Any]]:
    """Yield kind (``AWS``, ``Service``, ``Federated``, ``CanonicalUser``) and value of each principal; "" for ``*``."""
    for one in listed(principal):
        if isinstance(one, Mapping):
            for kind, values in one.items():
                yield from ((kind, value) for value in listed(values))
        else:
            yield "", one


def tests(condition: Any) -> Iterator[Test]:
    """Yield each test of a condition; nothing for none. A condition that cannot be read is one unknown test."""
    if condition is None or isinstance(condition, NoValue):
        return
    for operator, asked in condition.items() if readable(condition) else [("", UNREADABLE)]:
        qualifier, _, kind = operator.lower().rpartition(":")
        plain = kind.removesuffix("ifexists")
        for key, value in asked.items() if readable(asked) else [("", UNREADABLE)]:
            yield Test(plain, qualifier, plain != kind, key.lower(), value)


def text_written(value: Any) -> str:
    """Return a text, also one that ``Fn::Join`` or ``Fn::Sub`` makes, with a placeholder for each inner function.

    The placeholder can be part of a JSON text. "" for anything else.
    """
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping) or len(value) != 1:
        return ""
    join, substituted = value.get("Fn::Join"), value.get("Fn::Sub")
    if isinstance(join, list) and len(join) == 2 and isinstance(join[1], list):
        return str(join[0]).join(
            part if isinstance(part, str) else "${" + json.dumps(as_json(part))[1:-1] + "}" for part in join[1]
        )
    first = next(iter(listed(substituted)), None)
    return first if isinstance(first, str) else ""


def as_json(value: Any) -> str:
    """Write a value as the one JSON text for it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
