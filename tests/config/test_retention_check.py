"""Retention that contradicts itself, or is below what a framework asks, is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.config import FrameworkFloor, load_landing_zone
from landing_zone.errors import CombinedUserError, UserError

_PCI = "pci-dss-4.0.1 10.5.1"


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
    """Twelve months kept and three available at once are accepted, to the day."""
    changes = {"total_days: 400": "total_days: 365", "lock_days: 400": "lock_days: 365"}
    assert mistakes({**changes, "log_groups_days: 400": "log_groups_days: 365"}) == []


def test_a_framework_out_of_scope_asks_nothing(mistakes: Callable[[dict[str, str]], list[UserError]]) -> None:
    """GDPR names no number of days, so short retention is accepted where it is the only framework."""
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
