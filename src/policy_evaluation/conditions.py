"""Conditions of a statement: each operator, and what a missing key means to it.

Sources, read 2026-12-01:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html,
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

import base64
import ipaddress
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from policy_evaluation.context import Context
from policy_evaluation.matching import arn_matches, text_matches

Compare = Callable[[str, str, "Context | None"], bool]
"""Whether a value of the request is one of the policy: value, policy's value, where variables are."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One key of one operator.

    Args:
        written: the operator as the policy has it.
        key: the condition key.
        values: the policy's values.
        compare: how one value is compared; ``None`` for ``Null``.
        negated: whether the operator holds where nothing matches.
        if_exists: whether it holds where the request has no such key.
        of_all: ``ForAllValues`` is true, ``ForAnyValue`` false, and no set operator ``None``.
    """

    written: str
    key: str
    values: tuple[str, ...]
    compare: Compare | None
    negated: bool
    if_exists: bool
    of_all: bool | None

    def holds(self, context: Context, *, variables: bool) -> bool:
        """Say whether it holds.

        Args:
            context: the keys of the request.
            variables: whether ``${...}`` in the policy's values are variables.

        Raises:
            ValueError: the key has several values, and the operator compares one: AWS does not say what it does then.
        """
        found = context.get(self.key)
        if self.compare is None:
            return (not found) == (self.values[0].lower() == "true")
        if not found:
            return self.if_exists or (self.negated if self.of_all is None else self.of_all)
        if self.of_all is None and len(found) > 1:
            raise ValueError(f"{self.key} has several values, and {self.written} compares one: use ForAnyValue")
        scope = context if variables else None
        one_by_one = [
            any(self.compare(value, wanted, scope) for wanted in self.values) != self.negated for value in found
        ]
        return all(one_by_one) if self.of_all else any(one_by_one)


def parse_conditions(conditions: Any) -> Iterator[Condition]:
    """Read the element ``Condition``.

    Raises:
        ValueError: an operator is unknown, or a value is not one that it takes.
    """
    if not isinstance(conditions, Mapping):
        raise ValueError(f"Condition is {conditions!r}, and not a mapping of operators")  # noqa: TRY004 - of a policy
    for written, keys in conditions.items():
        if not isinstance(keys, Mapping) or not keys:
            raise ValueError(f"{written} has {keys!r}, and not a mapping of condition keys")
        for key, values in keys.items():
            yield _parse(written, key, tuple(_text(key, value) for value in _list(values)))


def _parse(written: str, key: str, values: tuple[str, ...]) -> Condition:
    prefix, colon, name = written.rpartition(":")
    if prefix not in {"", "ForAllValues", "ForAnyValue"} or (colon and not prefix):
        raise ValueError(
            f"the condition operator {written} is unknown: before its colon is ForAllValues or ForAnyValue"
        )
    if written == "Null":
        if len(values) != 1 or values[0].lower() not in {"true", "false"}:
            raise ValueError(f"Null of {key} has {values!r}, and takes true or false")
        return Condition(
            written=written, key=key, values=values, compare=None, negated=False, if_exists=False, of_all=None
        )
    kind = _OPERATORS.get(name.removesuffix("IfExists"))
    if kind is None:
        raise ValueError(f"the condition operator {written} is unknown")
    for value in values:
        try:
            kind.check(value)
        except ValueError as error:
            raise ValueError(f"{written} of {key} has {value!r}, which it does not take: {error}") from None
    return Condition(
        written=written,
        key=key,
        values=values,
        compare=kind.compare,
        negated=kind.negated,
        if_exists=name.endswith("IfExists"),
        of_all={"": None, "ForAllValues": True, "ForAnyValue": False}[prefix],
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise ValueError(f"the value of {key} is {value!r}, and not text")


@dataclass(frozen=True)
class _Operator:
    """How an operator compares, whether it is negated, and what raises ``ValueError`` for a value that it refuses."""

    compare: Compare
    negated: bool = False
    check: Callable[[str], object] = str


def _text_operator(*, wildcards: bool, ignore_case: bool = False) -> Compare:
    return partial(text_matches, wildcards=wildcards, ignore_case=ignore_case)


def _converted(convert: Callable[[str], Any], relation: Callable[[Any, Any], bool]) -> Compare:
    """Compare what two texts say; a request's value that says nothing of the kind does not match."""

    def compare(value: str, wanted: str, variables: Context | None) -> bool:
        del variables  # numbers, dates, addresses and binary values have none
        try:
            found = convert(value)
        except ValueError:
            return False
        return relation(found, convert(wanted))

    return compare


def _date(text: str) -> datetime:
    if re.fullmatch(r"-?\d{5,}(\.\d+)?", text):
        return datetime.fromtimestamp(float(text), UTC)
    date = datetime.fromisoformat(text)
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _within(address: Any, network: Any) -> bool:
    return bool(address.version == network.version and address.subnet_of(network))


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(text, strict=False)


def _bool(value: str, wanted: str, variables: Context | None) -> bool:
    return text_matches(value, wanted, variables, wildcards=False, ignore_case=True)


def _pair(name: str, compare: Compare, check: Callable[[str], object] = str) -> dict[str, _Operator]:
    """Return an operator and its negation: ``StringEquals`` and ``StringNotEquals``."""
    negation = re.sub(r"(String|Numeric|Date|Arn)(Equals|Like)", r"\1Not\2", name)
    return {name: _Operator(compare, False, check), negation: _Operator(compare, True, check)}


_RELATIONS = {
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}
_BINARY = partial(base64.b64decode, validate=True)
_OPERATORS: dict[str, _Operator] = {
    **_pair("StringEquals", _text_operator(wildcards=False)),
    **_pair("StringEqualsIgnoreCase", _text_operator(wildcards=False, ignore_case=True)),
    **_pair("StringLike", _text_operator(wildcards=True)),
    **_pair("ArnEquals", arn_matches),
    **_pair("ArnLike", arn_matches),
    **_pair("NumericEquals", _converted(float, operator.eq), float),
    **_pair("DateEquals", _converted(_date, operator.eq), _date),
    **{f"Numeric{name}": _Operator(_converted(float, relation), False, float) for name, relation in _RELATIONS.items()},
    **{f"Date{name}": _Operator(_converted(_date, relation), False, _date) for name, relation in _RELATIONS.items()},
    "Bool": _Operator(_bool),
    "BinaryEquals": _Operator(_converted(_BINARY, operator.eq), False, _BINARY),
    "IpAddress": _Operator(_converted(_network, _within), False, _network),
    "NotIpAddress": _Operator(_converted(_network, _within), True, _network),
}
