"""Accounts in no unit, and units that cannot be, are refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from landing_zone.errors import UserError

_UNITS = "CDE Production, CDE Staging, Infrastructure, Security, Workloads Production, Workloads Staging"


@pytest.mark.parametrize(
    ("changes", "at", "what", "value", "allowed", "fix"),
    [
        pytest.param(
            {"    unit: CDE Staging\n": ""},
            "- name: cde-staging",
            "accounts[5]: the key 'unit' is missing",
            "",
            "text. The organisational unit that it is in",
            "add 'unit:' to accounts[5]",
            id="no unit",
        ),
        pytest.param(
            {"    unit: CDE Staging\n": "    unit: CDE Stagin\n"},
            "unit: CDE Stagin",
            "the account 'cde-staging' is in the unit 'CDE Stagin', which is not declared",
            "CDE Stagin",
            _UNITS,
            "did you mean 'CDE Staging'?",
            id="misspelt unit",
        ),
        pytest.param(
            {"    unit: CDE Staging\n": "    unit: Elsewhere\n"},
            "unit: Elsewhere",
            "the account 'cde-staging' is in the unit 'Elsewhere'",
            "Elsewhere",
            _UNITS,
            "declare it in organisational_units",
            id="unknown unit",
        ),
        pytest.param(
            {"    unit: CDE Staging\n": "    unit: Root # x\n"},
            "unit: Root # x",
            "the account 'cde-staging' stands at the root",
            "Root",
            _UNITS,
            "put it in a unit",
            id="workload at the root",
        ),
        pytest.param(
            {"    unit: Root\n": "    unit: Infrastructure # x\n"},
            "unit: Infrastructure # x",
            "the management account 'management' stands in a unit",
            "Infrastructure",
            "Root",
            "write 'unit: Root'",
            id="management account in a unit",
        ),
        pytest.param(
            {"organisational_units:\n": "organisational_units:\n  - {name: Security, purpose: Again}\n"},
            "{name: Security, purpose: Logs",
            "the unit 'Security' is declared twice",
            "Security",
            "each unit once",
            "remove or rename one",
            id="unit twice",
        ),
        pytest.param(
            {"organisational_units:\n": "organisational_units:\n  - {name: Root, purpose: All}\n"},
            "{name: Root",
            "'Root' is there without being declared",
            "Root",
            "any other name",
            "remove the unit",
            id="root declared",
        ),
    ],
)
def test_units_that_do_not_fit_are_refused(
    refused: Callable[..., UserError],
    changes: dict[str, str],
    at: str,
    what: str,
    value: str,
    allowed: str,
    fix: str,
) -> None:
    """The answer names file, line, value, what is allowed, and the fix."""
    refused(changes, at=at, what=what, value=value, allowed=allowed, fix=fix)


def test_a_unit_left_empty_is_refused(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """A key without a value is a mistake, not a default."""
    found = mistakes({"    unit: CDE Staging\n": "    unit:\n"})
    assert [(error.what, error.allowed) for error in found] == [("accounts[5].unit: nothing cannot stand here", "text")]


def test_a_name_that_no_unit_can_have_is_refused(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """AWS would take more, but scripts and reports would not."""
    found = mistakes({"{name: CDE Staging, ": "{name: CDE  Staging/, "})
    assert "this is no name for an organisational unit" in found[0].what
    assert found[0].value == "CDE  Staging/"
    assert "2 to 64 letters and digits" in found[0].allowed


def test_without_any_unit_no_account_is_called_astray(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """One mistake is told once, not once for every account."""
    found = mistakes({"organisational_units:\n": "organisational_units: []\nx:\n"})
    assert [error.what for error in found] == ["organisational_units: it is empty", "x: there is no such key"]
