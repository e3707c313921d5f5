"""What an expression of a provider's file takes of its context."""

from __future__ import annotations

import pytest

from emulated_aws.provider_files.expression import Expression


@pytest.mark.parametrize(
    ("written", "passed"),
    [
        ("new.A[].B[?C == 'x'].D", "new.A.[].B.[].D"),
        ("new.A | [0].B", "new.A.[].B"),
        ("[new.A, [new.B]][].C", "new.A.[].C new.B.C"),
        ("{A: new.X, B: new.Y}.A", "new.X"),
        ("new.A[].{B: C}[].B", "new.A.[].C"),
        ("changes(old, new, 'A')[].Value", "new.A old.A"),
        ("changes(old, new, 'A')[].Other", "?.{Name}.Other new.A.{Value}.Other old.A.{Value}.Other"),
        ("minus(`[]`, new.X)", ""),
        ("minus(new.X, old.X)[0]", "new.X.[]"),
        ("not_null(new.A, new.B, {C: 'x'}).C", "new.A.C new.B.C"),
        ("merge(pick(new.A, 'B', 'C'), {D: name}).[B, D]", "name new.A.B"),
        ("new.A && 'x' || !(new.B) && name", "name"),
        ("contains(new.A, 'x') && text(new.B)", "new.B"),
        ("sort_by(new.A, &B)[].C", "new.A"),
        ("new.A.*.B", "new.A"),
    ],
)
def test_where_a_value_comes_from(written: str, passed: str) -> None:
    """A value counts, what only decides on it does not; a key that a new structure does not have keeps its mark."""
    assert " ".join(sorted(".".join(path) for path in Expression(written).passed)) == passed
