"""Accounts in no unit, and units that cannot be, are refused."""

from __future__ import annotations

from collections.abc import Callable

from landing_zone.errors import UserError


def test_a_unit_left_empty_is_refused(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """A key without a value is a mistake, not a default."""
    found = mistakes({"    unit: CDE Staging\n": "    unit:\n"})
    assert [error.what for error in found] == ["the account 'cde-staging' is in no organisational unit"]
    assert found[0].allowed == "'unit: ...'; for the management account 'unit: Root'"


def test_a_unit_has_any_name_that_aws_takes(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """AWS Control Tower and others name units with signs; 128 characters are allowed, and no line break."""
    renamed = {"    unit: CDE Staging\n": '    unit: "CDE: Staging / _2 (old)"\n'}
    assert mistakes({"{name: CDE Staging, ": '{name: "CDE: Staging / _2 (old)", ', **renamed}) == []
    found = mistakes({"{name: CDE Staging, ": f"{{name: {'x' * 129}, "})
    assert ["this is not a name for an organisational unit" in one.what for one in found] == [True]
    assert "1 to 128 characters" in found[0].allowed


def test_without_any_unit_no_account_is_called_astray(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """One mistake is reported once, not once for every account."""
    found = mistakes({"organisational_units:\n": "organisational_units: []\nx:\n"})
    assert [error.what for error in found] == [
        "the organisation has no organisational units",
        "x: there is no such key",
    ]
