from dataclasses import FrozenInstanceError

import pytest

from landing_zone_constructs.log_retention import LogRetention


def test_the_minimum_of_pci_dss_is_accepted() -> None:
    """Three months hot, twelve kept and locked."""
    retention = LogRetention(hot_days=90, total_days=365, lock_days=365)
    assert (retention.hot_days, retention.total_days, retention.lock_days) == (90, 365, 365)


@pytest.mark.parametrize(
    ("hot", "total", "lock", "message"),
    [
        (89, 365, 365, "hot_days must be at least 90.*got 89"),
        (90, 364, 364, "total_days must be between 365.*got 364"),
        (90, 36501, 365, "total_days must be between.*36500.*got 36501"),
        (401, 400, 400, r"hot_days must not exceed total_days \(400\), got 401"),
        (90, 400, 364, "lock_days must be between 365.*got 364"),
        (90, 400, 401, "lock_days must be between.*400.*got 401"),
    ],
)
def test_too_little_or_contradictory_retention_is_refused(hot: int, total: int, lock: int, message: str) -> None:
    """The message has the name, the value, and the source of the limit."""
    with pytest.raises(ValueError, match=message):
        LogRetention(hot_days=hot, total_days=total, lock_days=lock)


@pytest.mark.parametrize("value", ["400", 400.0, True, None])
def test_a_value_that_is_not_a_whole_number_is_refused(value: object) -> None:
    """Days are whole numbers; True is not one."""
    with pytest.raises(TypeError, match=f"total_days must be a whole number of days, got {value!r}"):
        LogRetention(hot_days=90, total_days=value, lock_days=365)  # type: ignore[arg-type] # the mistake that is tested


def test_retention_cannot_be_changed_afterwards() -> None:
    """A validated value cannot become invalid."""
    with pytest.raises(FrozenInstanceError):
        LogRetention(hot_days=90, total_days=365, lock_days=365).lock_days = 1  # type: ignore[misc] # the mistake that is tested
