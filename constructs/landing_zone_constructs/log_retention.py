"""How long logs stay in fast storage, how long they are kept, and how long they cannot be deleted."""

from __future__ import annotations

from dataclasses import dataclass

LEAST_HOT_DAYS = 90
"""PCI DSS 10.5.1: three months immediately available for analysis."""
LEAST_TOTAL_DAYS = 365
"""PCI DSS 10.5.1: twelve months kept."""
MOST_DAYS = 36500
"""S3 Object Lock takes at most 100 years."""


@dataclass(frozen=True, kw_only=True)
class LogRetention:
    """The retention of audit logs, in days; refused when it is less than PCI DSS 10.5.1 asks.

    Args:
        hot_days: days in S3 Standard, for immediate access; at least 90.
        total_days: days until expiry; at least 365, at least ``hot_days``.
        lock_days: days that Object Lock prevents deletion of each version, by the root user too; at least 365 (a log
            that can be deleted within its twelve months is not kept for them), at most ``total_days``, so that no log
            is held longer than its purpose asks (GDPR article 5(1)(e)).

    Raises:
        ValueError: a number is out of its range; the message names it.
        TypeError: a number is not a whole number.
    """

    hot_days: int
    total_days: int
    lock_days: int

    def __post_init__(self) -> None:
        for name in ("hot_days", "total_days", "lock_days"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int):
                raise TypeError(f"{name} must be a whole number of days, got {value!r}")
        if self.hot_days < LEAST_HOT_DAYS:
            raise ValueError(f"hot_days must be at least {LEAST_HOT_DAYS} (PCI DSS 10.5.1), got {self.hot_days}")
        if not LEAST_TOTAL_DAYS <= self.total_days <= MOST_DAYS:
            raise ValueError(
                f"total_days must be between {LEAST_TOTAL_DAYS} (PCI DSS 10.5.1) and {MOST_DAYS} (S3), "
                f"got {self.total_days}"
            )
        if self.hot_days > self.total_days:
            raise ValueError(f"hot_days must not exceed total_days ({self.total_days}), got {self.hot_days}")
        if not LEAST_TOTAL_DAYS <= self.lock_days <= self.total_days:
            raise ValueError(
                f"lock_days must be between {LEAST_TOTAL_DAYS} (PCI DSS 10.5.1) and total_days "
                f"({self.total_days}; GDPR article 5(1)(e)), got {self.lock_days}"
            )
