"""Inspector scans hosts, images and functions."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.inspector import answers
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge the account's own status in the Region."""
    found = list(answers(place, place.region, [place.account.id]))
    yield from found
    if not found:
        subject = f"{place.account.id}/{place.region}"
        yield place.not_readable(subject, "AWS::::Account", f"Inspector in {place.name}", "Inspector gives no state")


QUERY = Query(
    id="inspector_status",
    title="Inspector scans hosts, images and functions",
    controls=("inspector",),
    level=Level.ENVIRONMENT,
    actions=("inspector2:BatchGetAccountStatus",),
    ask=ask,
)
