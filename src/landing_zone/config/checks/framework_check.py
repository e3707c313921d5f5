"""Cross checks of the frameworks in scope."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.config.draft import Draft
from landing_zone.yaml.issue import Issue, did_you_mean, one_of


def check_frameworks(draft: Draft) -> Iterator[Issue]:
    """Refuse frameworks that have no file, and ones listed twice."""
    seen: set[str] = set()
    for index, framework in enumerate(draft.frameworks):
        place = ("frameworks", index)
        if framework and framework in seen:
            yield Issue(
                place,
                f"the framework '{framework[:60]}' is listed twice",
                framework[:200],
                allowed="each framework once",
                fix="remove one",
            )
        elif framework and draft.known_frameworks is not None and framework not in draft.known_frameworks:
            yield Issue(
                place,
                f"'{framework[:60]}' is not a framework that policies/frameworks has a file for",
                framework[:200],
                allowed=one_of(draft.known_frameworks),
                fix=did_you_mean(framework, set(draft.known_frameworks), "add its file, or remove it from the list"),
            )
        seen.add(framework)
