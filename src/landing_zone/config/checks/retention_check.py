"""Cross checks of the retention of logs."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.draft import Draft
from landing_zone.config.mistake import Mistake
from landing_zone.config.retention import LOG_GROUP_DAYS, Retention


def check_retention(draft: Draft) -> Iterator[Mistake]:
    """Refuse retention that contradicts itself, or is below what a framework in scope asks."""
    if draft.retention is None:
        return
    logs = draft.retention.audit_logs
    for key, why in (
        ("hot_days", "a log cannot be at hand after it was deleted"),
        ("lock_days", "an expired log would stay, undeletable"),
    ):
        days = getattr(logs, key)
        if days > logs.total_days:
            yield Mistake(
                ("retention", "audit_logs", key),
                f"{key} is longer than total_days: {why}",
                str(days),
                allowed=f"at most total_days, {logs.total_days}",
                fix=f"lower {key}, or raise total_days",
            )
    yield from _floors(draft, draft.retention)


def _floors(draft: Draft, retention: Retention) -> Iterator[Mistake]:
    known = draft.known_frameworks or {}
    for framework in dict.fromkeys(draft.frameworks):
        if framework not in known:
            continue
        floor = known[framework]
        asks = f"{framework} {floor.requirement}".strip()
        logs = retention.audit_logs
        for location, days, least, what in (
            (("audit_logs", "total_days"), logs.total_days, floor.log_days, "audit logs are kept"),
            (("audit_logs", "lock_days"), logs.lock_days, floor.log_days, "audit logs are safe from deletion for"),
            (("audit_logs", "hot_days"), logs.hot_days, floor.hot_days, "audit logs are at hand for"),
            (
                ("log_groups_days",),
                retention.log_groups_days,
                floor.log_days,
                "log groups, which hold audit logs, keep",
            ),
        ):
            if days < least:
                yield Mistake(
                    ("retention", *location),
                    f"{what} {days} days, {asks} asks for {least}",
                    str(days),
                    allowed=f"{least} days or more ({asks})",
                    fix=f"write '{location[-1]}: {_enough(location[-1], least)}'",
                )


def _enough(key: str, least: int) -> int:
    if key != "log_groups_days":
        return least
    return next((days for days in LOG_GROUP_DAYS if days >= least), LOG_GROUP_DAYS[-1])
