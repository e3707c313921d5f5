"""Accounts in no unit, and units that cannot be, are refused."""

from __future__ import annotations

from collections.abc import Callable

from landing_zone.errors import UserError


def test_a_unit_left_empty_is_refused(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """A key without a value is a mistake, not a default."""
    found = mistakes({"    unit: CDE Staging\n": "    unit:\n"})
    assert [error.what for error in found] == ["the account 'cde-staging' is in no organisational unit"]
    assert found[0].allowed == "'unit: ...'; for the management account 'unit: Root'"


def test_a_name_that_no_unit_can_have_is_refused(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """AWS would take more, but scripts and reports would not."""
    found = mistakes({"{name: CDE Staging, ": "{name: CDE  Staging/, "})
    assert "this is not a name for an organisational unit" in found[0].what
    assert found[0].value == "CDE  Staging/"
    assert "2 to 64 letters and digits" in found[0].allowed


def test_without_any_unit_no_account_is_called_astray(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """One mistake is reported once, not once for every account."""
    found = mistakes({"organisational_units:\n": "organisational_units: []\nx:\n"})
    assert [error.what for error in found] == [
        "the organisation has no organisational units",
        "x: there is no such key",
    ]
