"""Cross checks of the retention of logs."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.draft import Draft
from landing_zone.config.framework_floor import FrameworkFloor
from landing_zone.config.retention import LOG_GROUP_DAYS
from landing_zone.yaml.issue import Issue, Location


def check_retention(draft: Draft) -> Iterator[Issue]:
    """Refuse retention that contradicts itself, or is below the minimum of a framework in scope."""
    part = draft.audit_logs
    if part is not None and part.knows("total_days"):
        for key, why in (
            ("hot_days", "a log cannot be available after it was deleted"),
            ("lock_days", "an expired log would stay, undeletable"),
        ):
            days = getattr(part.model, key)
            if part.knows(key) and days > part.model.total_days:
                yield Issue(
                    (*part.location, key),
                    f"{key} is longer than total_days: {why}",
                    str(days),
                    allowed=f"at most total_days, {part.model.total_days}",
                    fix=f"lower {key}, or raise total_days",
                )
    known = draft.known_frameworks or {}
    for framework in dict.fromkeys(draft.frameworks):
        if framework in known:
            yield from _floor(draft, framework, known[framework])


def _floor(draft: Draft, framework: str, floor: FrameworkFloor) -> Iterator[Issue]:
    asks = f"{framework} {floor.requirement}".strip()
    for location, days, least, what in _kept(draft, floor):
        if days < least:
            yield Issue(
                location,
                f"{what} {days} days, and {asks} asks for {least}",
                str(days),
                allowed=f"{least} days or more ({asks})",
                fix=f"write '{location[-1]}: {_enough(str(location[-1]), least)}'",
            )


def _kept(draft: Draft, floor: FrameworkFloor) -> Iterator[tuple[Location, int, int, str]]:
    """Yield each retention that the file gives: its place, its days, the least days, and what it means."""
    part = draft.audit_logs
    if part is not None:
        for key, least, what in (
            ("total_days", floor.log_days, "audit logs are kept for"),
            ("lock_days", floor.log_days, "audit logs are safe from deletion for"),
            ("hot_days", floor.hot_days, "audit logs are available at once for"),
        ):
            if part.knows(key):
                yield (*part.location, key), getattr(part.model, key), least, what
    if draft.log_groups_days is not None:
        what = "log groups, which hold audit logs too, keep them for"
        yield ("retention", "log_groups_days"), draft.log_groups_days, floor.log_days, what


def _enough(key: str, least: int) -> int:
    if key != "log_groups_days":
        return least
    return next((days for days in LOG_GROUP_DAYS if days >= least), LOG_GROUP_DAYS[-1])
