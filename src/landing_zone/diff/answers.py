"""The differences between two assessments: requirements, controls, and the claims of the catalogue."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from landing_zone.assessment.model import Assessment, RequirementEntry
from landing_zone.assessment.shape import said_of
from landing_zone.diff.exceptions import without_new_waivers
from landing_zone.diff.model import ClaimChange, ControlChange, Direction, RequirementChange
from landing_zone.diff.statuses import (
    ABSENT,
    control_direction,
    requirement_direction,
    shape_direction,
    waiver_direction,
)


def requirement_changes(old: Assessment, new: Assessment) -> tuple[RequirementChange, ...]:
    """Return the requirements whose status or waivers changed; headings are left out: theirs follow from these.

    One that is worse only by findings that waivers cover now and did not before is ``WAIVED``, not ``WORSE``; so is one
    that is met in part as before, with one waiver more. One whose controls lack something more is ``WORSE``.
    """
    then, now = _tested(old), _tested(new)
    by_waivers = without_new_waivers(old, new)
    otherwise = _tested(by_waivers.assessment) if by_waivers else {}
    changes = []
    for key in sorted({**then, **now}, key=_natural):
        before, after = then.get(key), now.get(key)
        entry = after or before
        statuses = (str(before.status) if before else ABSENT, str(after.status) if after else ABSENT)
        had, has = set(before.waivers if before else ()), set(after.waivers if after else ())
        waivers = tuple(sorted(has - had)) if before else ()
        same = statuses[0] == statuses[1]
        lacked, lacks = set(before.lacks if before else ()), set(after.lacks if after else ())
        shape = shape_direction(lacked, lacks) if before and after else None
        if entry and (waivers or shape or not same):
            direction = waiver_direction(had, has) if same else requirement_direction(*statuses)
            if shape and (same or shape is Direction.WORSE):
                direction = shape
            elif not same and by_waivers and direction is Direction.WORSE and by_waivers.controls & set(entry.controls):
                status = str(otherwise[key].status) if key in otherwise else ABSENT
                if status == statuses[0] or requirement_direction(statuses[0], status) is not Direction.WORSE:
                    direction = Direction.WAIVED
            changes.append(
                RequirementChange(
                    framework=key[0],
                    id=key[1],
                    title=entry.title,
                    before=statuses[0],
                    after=statuses[1],
                    direction=direction,
                    waivers=waivers,
                    why=_why(after, lacks - lacked) if after else "",
                )
            )
    return tuple(changes)


def _why(entry: RequirementEntry, lacks: AbstractSet[str]) -> str:
    said = said_of(name for name in entry.lacks if name in lacks)
    return f"{entry.why} Not in this shape: {said}." if said and said not in entry.why else entry.why


def control_changes(old: Assessment, new: Assessment) -> tuple[ControlChange, ...]:
    """Return the controls whose verdict changed."""
    then, now = {c.id: c for c in old.controls}, {c.id: c for c in new.controls}
    changes = []
    for id_ in sorted({**then, **now}):
        before = str(then[id_].status) if id_ in then else ABSENT
        after = str(now[id_].status) if id_ in now else ABSENT
        if before != after:
            title = (now.get(id_) or then[id_]).title
            direction = control_direction(before, after)
            changes.append(ControlChange(id=id_, title=title, before=before, after=after, direction=direction))
    return tuple(changes)


def claim_changes(old: Assessment, new: Assessment) -> tuple[ClaimChange, ...]:
    """Return the claims that appeared or disappeared: which control answers what, and which check covers it."""
    then, now = _claims(old), _claims(new)
    return tuple(ClaimChange(claim=claim, appeared=claim in now) for claim in sorted(then ^ now))


def _tested(assessment: Assessment) -> dict[tuple[str, str], RequirementEntry]:
    return {(f.id, r.id): r for f in assessment.frameworks for r in f.requirements if r.tested}


def _claims(assessment: Assessment) -> set[str]:
    claims = set()
    for control in assessment.controls:
        claims |= {f"{control.id} answers {m.framework} {m.requirement} ({m.coverage})" for m in control.requirements}
        claims |= {f"{control.id} is checked by {rule}" for rule in control.rules}
        claims |= {f"{control.id} is checked by {assertion.rule}" for assertion in control.assertions}
        claims |= {f"{control.id}: {d.assertion} decides over {rule}" for d in control.decides for rule in d.rules}
    return claims


def _natural(key: tuple[str, str]) -> tuple[str, list[tuple[int, str]]]:
    parts = key[1].replace("(", ".").replace(")", "").split(".")
    return key[0], [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
