"""What an expression reads of the configuration is found once, and means the same."""

from __future__ import annotations

from typing import Any

import pytest

from landing_zone.cloudformation.intrinsics.values import Maybe, Unknown
from landing_zone.expressions.interpreter import ConditionError, Expression

KNOWN = {"Zone": {"blocks": [{"cidr": "a", "n": 1}, {"cidr": "b", "n": 2}], "home": "x", "by": {"k": {"n": 3}}}}
UNKNOWN = Unknown(frozenset(("a parameter",)))
VALUES: list[Any] = [
    *({"P": value} for value in ("a", "x", 2, ["a"], [Maybe("a", UNKNOWN.reasons)], UNKNOWN, None)),
    {"P": [{"q": "a", "Zone": {"home": "other"}}]},
]


@pytest.mark.parametrize(
    "text",
    [
        "contains(Zone.blocks[].cidr, P)",
        "contains(Zone.blocks[?n > `1`].cidr, P) || P == Zone.home",
        "P == Zone.home && !contains(P, Zone.home)",
        "max(Zone.by.*.n) > length(P)",
        "P[?q == 'a'].Zone.home | [0]",
        "P[].{q: q, home: Zone.home}",
        "Zone.blocks | [0].cidr == 'a'",
        "Zone.blocks[-1].cidr",
        "Zone.blocks[0:1].cidr",
        "sort(Zone.blocks[].cidr) == P",
        "max_by(Zone.blocks, &n).cidr == P",
        "starts_with(Zone.nothing, 'a')",
        "Zone",
        "[Zone.home, P]",
    ],
)
def test_the_same_result(text: str) -> None:
    """Of every value: with the known fields given beforehand, and with them in the value alone."""

    def result(expression: Expression, value: Any) -> Any:
        try:
            found = expression.search(value)
        except ConditionError as error:
            return str(error)
        return repr(found) if not isinstance(found, Unknown) else (found.reasons, found.known_truth)

    for value in VALUES:
        assert result(Expression(text, known=KNOWN), value | KNOWN) == result(Expression(text), value | KNOWN)
