"""Cross checks of who outside the zone is trusted."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.draft import Draft
from landing_zone.yaml.issue import Issue


def check_trusted(draft: Draft) -> Iterator[Issue]:
    """Refuse an entry that is written twice, and one for what is the zone's own already."""
    own = {part.model.id for part in draft.accounts if part.knows("id")}
    if draft.organisation is not None and draft.organisation.knows("id"):
        own.add(draft.organisation.model.id or "")
    seen: set[tuple[str, str]] = set()
    for place, kind, name in draft.trusted:
        if name in own:
            allowed, fix = "only what is outside the zone", "remove the entry"
            yield Issue(place, f"this {kind} is the zone's own", name, allowed, fix)
        elif (kind, name) in seen:
            yield Issue(place, f"this {kind} is trusted already", name, "each of them once", "remove one of the two")
        seen.add((kind, name))
