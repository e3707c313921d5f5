"""Who is trusted is outside the zone, named once, and by a name of its kind."""

from __future__ import annotations

import pytest

_FLOWS = "\ndata_flows:\n"
_REST = ", purpose: Reads reports, owner: payments}\n"


def _with(*entries: str) -> dict[str, str]:
    return {_FLOWS: "\ntrusted:\n" + "".join(f"  - {{{entry}{_REST}" for entry in entries) + "data_flows:\n"}


REFUSED = [
    pytest.param(
        _with("kind: account, name: partner"),
        "name: partner",
        "trusted[0].name: the name is not of this kind",
        "partner",
        "12 digits in quotes",
        "copy the name from the finding",
        id="a name of another kind",
    ),
    pytest.param(
        _with("kind: organisation, name: o-examplepay01"),
        "name: o-examplepay01, purpose",
        "this organisation is the zone's own",
        "o-examplepay01",
        "only what is outside the zone",
        "remove the entry",
        id="its own organisation",
    ),
    pytest.param(
        _with('kind: account, name: "999888777666"', 'kind: account, name: "999888777666" '),
        '"999888777666" ,',
        "this account is trusted already",
        "999888777666",
        "each of them once",
        "remove one of the two",
        id="twice",
    ),
    pytest.param(
        _with("kind: bucket, name: partner-*"),
        "partner-*",
        "trusted[0].name: the name is not of this kind",
        "partner-*",
        "for a bucket its name",
        "copy the name from the finding",
        id="a pattern",
    ),
    pytest.param(
        _with("kind: pigeon, name: carrier"),
        "pigeon",
        "trusted[0].kind",
        "pigeon",
        "account",
        "",
        id="no such kind",
    ),
]
