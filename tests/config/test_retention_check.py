"""Retention that contradicts itself, or is below what a framework asks, is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.config import FrameworkFloor, load_landing_zone
from landing_zone.errors import CombinedUserError, UserError

_PCI = "pci-dss-4.0.1 10.5.1"


@pytest.mark.parametrize(
    ("changes", "at", "what", "value", "allowed", "fix"),
    [
        pytest.param(
            {"hot_days: 90": "hot_days: 89"},
            "hot_days: 89",
            f"audit logs are at hand for 89 days, and {_PCI} asks for 90",
            "89",
            f"90 days or more ({_PCI})",
            "write 'hot_days: 90'",
            id="below three months at hand",
        ),
        pytest.param(
            {"lock_days: 400": "lock_days: 364"},
            "lock_days: 364",
            f"audit logs are safe from deletion for 364 days, and {_PCI} asks for 365",
            "364",
            f"365 days or more ({_PCI})",
            "write 'lock_days: 365'",
            id="lock below twelve months",
        ),
        pytest.param(
            {"log_groups_days: 400": "log_groups_days: 180"},
            "log_groups_days: 180",
            f"log groups, which hold audit logs too, keep them for 180 days, and {_PCI} asks for 365",
            "180",
            f"365 days or more ({_PCI})",
            "write 'log_groups_days: 365'",
            id="log groups below twelve months",
        ),
        pytest.param(
            {"log_groups_days: 400": "log_groups_days: 366"},
            "log_groups_days: 366",
            "CloudWatch Logs cannot keep a log group for 366 days",
            "366",
            "365, 400",
            "write 400",
            id="a number that CloudWatch does not take",
        ),
        pytest.param(
            {"hot_days: 90": "hot_days: 401"},
            "hot_days: 401",
            "hot_days is longer than total_days",
            "401",
            "at most total_days, 400",
            "lower hot_days",
            id="hot longer than total",
        ),
        pytest.param(
            {"lock_days: 400": "lock_days: 401"},
            "lock_days: 401",
            "lock_days is longer than total_days",
            "401",
            "at most total_days, 400",
            "lower lock_days",
            id="lock longer than total",
        ),
        pytest.param(
            {"hot_days: 90": "hot_days: 0"},
            "hot_days: 0",
            "retention.audit_logs.hot_days: a number",
            "0",
            "a whole number from 1 to 36500",
            "correct the value",
            id="zero",
        ),
        pytest.param(
            {"hot_days: 90": "hot_days: 90.5"},
            "hot_days: 90.5",
            "retention.audit_logs.hot_days: a number",
            "90.5",
            "a whole number from 1 to 36500",
            "correct the value",
            id="half a day",
        ),
        pytest.param(
            {"hot_days: 90": 'hot_days: "90"'},
            'hot_days: "90"',
            "retention.audit_logs.hot_days: '90'",
            "90",
            "a whole number from 1 to 36500",
            "correct the value",
            id="a number in quotes",
        ),
        pytest.param(
            {"hot_days: 90": "hot_days: true"},
            "hot_days: true",
            "retention.audit_logs.hot_days: true or false",
            "True",
            "a whole number from 1 to 36500",
            "correct the value",
            id="true",
        ),
    ],
)
def test_retention_that_does_not_fit_is_refused(
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


def test_logs_kept_for_less_than_twelve_months_are_refused(
    mistakes: Callable[[dict[str, str]], list[UserError]],
) -> None:
    """The requirement that asks for more is named, for the total as for the lock."""
    found = mistakes({"total_days: 400": "total_days: 364", "lock_days: 400": "lock_days: 364"})
    assert [(error.what, error.fix) for error in found] == [
        (f"audit logs are kept for 364 days, and {_PCI} asks for 365", "write 'total_days: 365'"),
        (f"audit logs are safe from deletion for 364 days, and {_PCI} asks for 365", "write 'lock_days: 365'"),
    ]


def test_what_a_framework_just_asks_is_enough(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """Twelve months kept and three at hand are accepted, to the day."""
    changes = {"total_days: 400": "total_days: 365", "lock_days: 400": "lock_days: 365"}
    assert mistakes({**changes, "log_groups_days: 400": "log_groups_days: 365"}) == []


def test_a_framework_out_of_scope_asks_nothing(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """GDPR names no number of days, so short retention is accepted where it stands alone."""
    changes = {"total_days: 400": "total_days: 30", "lock_days: 400": "lock_days: 30", "hot_days: 90": "hot_days: 7"}
    assert mistakes({**changes, "[pci-dss-4.0.1, gdpr]": "[gdpr]"}) == []


def test_the_strictest_of_several_frameworks_holds(changed: Callable[[dict[str, str]], Path]) -> None:
    """Each framework that is not met is named."""
    frameworks = {"pci-dss-4.0.1": FrameworkFloor(365, 90, "10.5.1"), "gdpr": FrameworkFloor(730, 0, "x.1")}
    with pytest.raises(CombinedUserError) as caught:
        load_landing_zone(changed({}), frameworks=frameworks)
    assert [error.value for error in caught.value.errors] == ["400", "400", "400"]
    assert all("gdpr x.1 asks for 730" in error.what for error in caught.value.errors)
    assert caught.value.errors[-1].fix == "write 'log_groups_days: 731'"
