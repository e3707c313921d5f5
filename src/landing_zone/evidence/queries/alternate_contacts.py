"""The alternate contacts that AWS has are those that are declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget, absent

_KINDS = ("SECURITY", "OPERATIONS", "BILLING")


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each of the three alternate contacts by the e-mail address in the configuration."""
    client = place.client("account")
    yield from place.each(
        _KINDS, "AWS::::Account", lambda kind: f"{place.account.id}/{kind}", lambda kind: _contact(place, client, kind)
    )


def _contact(place: QueryTarget, client: Any, kind: str) -> Answer:
    contact = absent(
        lambda: client.get_alternate_contact(AlternateContactType=kind)["AlternateContact"], "ResourceNotFoundException"
    )
    declared = getattr(place.design.zone.contacts, kind.lower())
    found = (contact or {}).get("EmailAddress", "")
    problems = []
    if contact is None:
        problems.append("is not set")
    elif found.lower() != str(declared.email).lower():
        problems.append(f"is {found}, and {declared.email} is declared")
    return place.judged(
        f"{place.account.id}/{kind}",
        "AWS::::Account",
        f"The {kind.lower()} contact of {place.account.name}",
        "is as declared",
        problems,
        {"email": found, "name": (contact or {}).get("Name")},
    )


QUERY = Query(
    id="alternate_contacts",
    title="The alternate contacts that AWS has are those that are declared",
    controls=("security-contact",),
    level=Level.ACCOUNT,
    actions=("account:GetAlternateContact",),
    ask=ask,
)
