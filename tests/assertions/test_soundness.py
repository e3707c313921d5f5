"""The three-valued interpreter is sound: a certain result is right for every value that an unknown may have.

Every expression is applied to every shape with something unknown in it; whatever is then put in the unknown's place,
a plain evaluation must agree with each certain result. Raising means that the value would be of a type that the
expression does not accept; that contradicts no result.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from landing_zone.cloudformation.intrinsics.values import Maybe, Reference, Text, Unknown, text_of
from landing_zone.expressions.interpreter import ConditionError, Expression

R = frozenset(("a parameter",))
ABSENT = object()
ANYTHING = [
    ABSENT,
    "",
    "a",
    "b",
    "false",
    "true",
    "7",
    0,
    7,
    True,
    False,
    [],
    ["a"],
    ["b", "c"],
    '{"K": "a"}',
    {},
    {"K": "a"},
    {"K": 7},
]
PRESENT = ANYTHING[1:]
ARN = {"Fn::GetAtt": ["X", "Arn"]}

SLOTS: list[tuple[Any, list[Any]]] = [
    (Unknown(R, None, True), ANYTHING),
    (Unknown(R, None, False), PRESENT),
    (Unknown(R, True, False), ["a", "b", "7", 7, True, ["a"], {"K": "a"}]),
    (Text(R, True, False, frozenset(), ("a", None)), ["a", "ab", "a/b", "a*", "a7"]),
    (Text(R, True, False, frozenset(), (None, "b")), ["b", "ab", "a:b"]),
    (Text(R, None, False, frozenset(), (None,)), ["", "a", "b", "*", "false", "7", '{"K": "a"}', ' {"K": "b"} ']),
    (text_of(["fa", Unknown(R)]), ["fa", "false", "fab"]),
    (text_of(["{", Unknown(R)]), ["{", '{"K": "a"}', '{"K": "b", "L": "a"}']),
    (text_of([Unknown(R), "}"]), ["}", '{"K": "a"}', '{"K": "b", "L": "a"}']),
    (Reference(("S", "X"), "Arn", ARN, True), ["arn:aws:x", "*", "", "false", "a", "7"]),
    (Reference(("S", "X"), "Arn", ARN), ["arn:aws:x", "arn:b"]),
    (Reference(("S", "X"), "", {"Ref": "X"}), ["a", "b", "x-7"]),
]
SHAPES: list[Callable[[Any], Any]] = [
    lambda v: {"P": v},
    lambda v: {"P": v, "Q": "a"},
    lambda v: {"P": [v, "a"]},
    lambda v: {"P": [v]},
    lambda v: {"P": ["a", "b", v]},
    lambda v: {"P": {"K": v}},
    lambda v: {"P": [{"K": v, "L": "a"}, {"K": "b", "L": "b"}]},
    lambda v: {"P": [v, {"K": "a"}]},
    lambda v: {"P": [[v], ["b"]]},
]
EXPRESSIONS = [
    "P",
    "!P",
    "P == 'a'",
    "P != 'a'",
    "P == `null`",
    "P != `null`",
    "P == '*'",
    "P == `true`",
    "P == `7`",
    "P > `3`",
    "P <= `7`",
    "P == Q",
    "P && Q",
    "P || Q",
    "!P || Q == 'a'",
    "P.K",
    "P.K == 'a'",
    "P.K != 'b' && P.K",
    "P[0]",
    "P[0] == 'a'",
    "P[-1] == 'a'",
    'P[1:] == `["a"]`',
    "P[]",
    'P[] == `["a"]`',
    "P[*]",
    "P[?@ == 'a']",
    "!(P[?@ == 'a'])",
    "P[?K == 'a']",
    "P[?K != 'a'].L",
    "P[?K == 'b'].L | [0] == 'b'",
    "P[?!K]",
    "!([P][] | [?!K])",
    "[P][] | [?@ == 'a']",
    "P[].K",
    "contains(P[].K, 'a')",
    "contains(P, 'a')",
    "!contains(P, 'a')",
    "contains(P, '*')",
    "contains(to_array(P), 'a')",
    "contains(['a', 'b'], P)",
    "contains('ab', P)",
    "starts_with(P, 'a')",
    "ends_with(P, 'b')",
    "starts_with(P, 'ab')",
    "length(P) > `0`",
    "length(P) == `1`",
    "length(P) < `1`",
    "length(P[?K == 'a'] || `[]`) == `1`",
    "length(P[?@ == 'a'] || `[]`) >= `1`",
    "length([P][]) == `1`",
    "`1` <= length(P)",
    "type(P) == 'string'",
    "type(P) == 'array'",
    "not_null(P, Q) == 'a'",
    "not_null(P.K, `false`)",
    'keys(@) == `["P"]`',
    "contains(keys(@), 'P')",
    "contains(values(@), 'a')",
    "length(@) == `1`",
    "{x: P.K, y: Q}.x == 'a'",
    '[P, Q] == `["a", "a"]`',
    "to_string(P) == 'a'",
    "to_number(P) == `7`",
    "join(',', P) == 'a'",
    "sort(P)[0] == 'a'",
    "lower(P) == 'a'",
    "starts_with(lower(P), 'A')",
    "from_json(P) == `7`",
    "sha256(P) == 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'",
    "split(P, '/')[0] == 'a'",
    "covers(P, 'a')",
    "covers(P, 'a/b')",
    "covers(P[], 'ab')",
    "covers(P.K, 'arn:aws:x')",
    "limits_who(P)",
    "open_to_world(P)",
    "open_to_world({CidrIp: P, IpProtocol: Q})",
    "admits_port(P, `[7]`)",
    "admits_port({IpProtocol: P, FromPort: Q, ToPort: `9`}, `[7]`)",
    "admits_port({IpProtocol: '6', FromPort: P, ToPort: P}, `[7]`)",
    "P.*",
    'P.* == `["a"]`',
    "map(&K, P)[0] == 'a'",
    "max_by(P, &K).L == 'b'",
    "(P == 'a') == (Q == 'a')",
    "P == 'a' || P != 'a'",
    "not_null(P[?K == 'a'] | [0].K, 'z') == 'a'",
    "reverse(P)[0] == 'a'",
    '@ == `{"P": "a"}`',
    'merge(@, `{"Q": "b"}`).P == \'a\'',
]


def _prepared(shape: Callable[[Any], Any], unknown: Any) -> Any:
    """Insert the unknown, as the resolver does: an element that may be absent becomes a :class:`Maybe`."""

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            absent = [isinstance(v, Unknown) and v.may_be_absent for v in value]
            return [Maybe(v, R) if a else walk(v) for v, a in zip(value, absent, strict=True)]
        return {k: walk(v) for k, v in value.items()} if isinstance(value, dict) else value

    return walk(shape(unknown))


def _filled(value: Any) -> Any:
    """Remove absent values, as ``AWS::NoValue`` does."""
    if isinstance(value, list):
        return [_filled(v) for v in value if v is not ABSENT]
    return {k: _filled(v) for k, v in value.items() if v is not ABSENT} if isinstance(value, dict) else value


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_certain_result_is_right_for_every_value(expression: str) -> None:
    """True means true for every possible value, false means false for every one."""
    compiled = Expression(expression)
    for (unknown, possible), shape in itertools.product(SLOTS, SHAPES):
        try:
            result, _ = compiled.truth(_prepared(shape, unknown))
        except ConditionError:
            continue
        if result is None:
            continue
        for value in possible:
            data = _filled(shape(value))
            try:
                plain, _ = compiled.truth(data)
            except ConditionError:
                continue
            assert plain is result, f"{expression} on {data}: got {result} for {unknown}"


@pytest.mark.parametrize(
    ("expression", "data", "result"),
    [
        ("P == 'a'", {"P": Unknown(R)}, None),
        ("P != `null`", {"P": Unknown(R)}, True),
        ("P != `null`", {"P": Unknown(R, None, True)}, None),
        ("P == 'b'", {"P": Text(R, True, False, frozenset(), ("a", None))}, False),
        ("starts_with(P, 'aws-waf-logs-')", {"P": Text(R, True, False, frozenset(), ("aws-waf-logs-x", None))}, True),
        ("P[?@ == 'a']", {"P": [Unknown(R), "a"]}, True),
        ("length(P[?@ == 'a']) >= `1`", {"P": [Unknown(R), "a"]}, True),
        ("length(P[?@ == 'a']) == `1`", {"P": [Unknown(R), "a"]}, None),
        ("contains(P, 'a')", {"P": [Unknown(R), "a"]}, True),
        ("contains(P, 'b')", {"P": [Unknown(R), "a"]}, None),
        ("P == '*'", {"P": Reference(("S", "X"), "Arn", ARN)}, False),
        ("P.\"Fn::GetAtt\"[0] == 'X'", {"P": Reference(("S", "X"), "Arn", ARN)}, True),
        ("Q || P", {"P": Unknown(R), "Q": True}, True),
        ("P && Q", {"P": Unknown(R), "Q": False}, False),
    ],
)
def test_a_certain_result_is_given(expression: str, data: Any, result: bool | None) -> None:
    """A result that no value can change is given, and is not undetermined."""
    assert Expression(expression).truth(data)[0] is result


@pytest.mark.parametrize(
    ("expression", "data", "result"),
    [
        ("P == `true`", {"P": "true"}, True),
        ("P == `true`", {"P": "TRUE"}, True),
        ("P == `true`", {"P": "false"}, False),
        ("P == `true`", {"P": 1}, False),
        ("P", {"P": "false"}, False),
        ("!P", {"P": "false"}, True),
        ("P >= `365`", {"P": "400"}, True),
        ("P == `7`", {"P": "7"}, True),
        ("P == '7'", {"P": "07"}, False),
        ("P >= `365`", {"P": "many"}, False),
        ("P >= `365`", {"P": "inf"}, False),
        ("P >= `365`", {"P": "Infinity"}, False),
        ("P >= `365`", {"P": "1_000"}, False),
        ("P >= `365`", {"P": "4e2"}, True),
        ("P == `0.5`", {"P": ".5"}, True),
        ("P >= `365`", {}, False),
        ("P > '2019'", {"P": "2021-01"}, True),
        ("P > '2019'", {"P": "2012-10"}, False),
        ("contains(P, `true`)", {"P": ["true"]}, True),
    ],
)
def test_types_convert_as_cloudformation_converts_them(expression: str, data: Any, result: bool) -> None:
    """A template that writes "true" for true is judged like one that writes true."""
    assert Expression(expression).truth(data)[0] is result
