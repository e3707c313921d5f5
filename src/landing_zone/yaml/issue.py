"""A mistake in the data of a file, without the file and the line."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from landing_zone.errors import UserError

Location = tuple[str | int, ...]

_COMPARED = 200
"""With more known values than these, no nearest one is searched: it is slow, and similar names are all near."""
_SHOWN = 12
"""More allowed values than these are counted, not listed: a screen has no room for them."""


@dataclass(frozen=True)
class Issue:
    """One mistake in a file.

    Args:
        location: its place in the data: ``("accounts", 0, "id")``.
        what: one sentence that says what is wrong.
        value: the offending value; "" when there is none.
        allowed: what would be accepted.
        fix: what to do about it.
    """

    location: Location
    what: str
    value: str = ""
    allowed: str = ""
    fix: str = ""


class FieldError(UserError, ValueError):
    """Raised in a field's validator: pydantic wraps it, because it is a :class:`ValueError`, and adds the place."""


def one_of(values: Iterable[str]) -> str:
    """List the allowed values, in order; a long list is shortened."""
    return _listed(frozenset(values))


@lru_cache(maxsize=64)
def _listed(values: frozenset[str]) -> str:
    """Sort once for all mistakes with the same allowed values: ten thousand accounts may each be wrong."""
    listed = sorted(values)
    if not listed:
        return "nothing: there is none yet"
    shown = ", ".join(listed[:_SHOWN])
    return f"{shown} and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else shown


def did_you_mean(value: str, known: Collection[str], otherwise: str) -> str:
    """Return a fix that names the known value nearest to a misspelling, or else the given one.

    Args:
        value: what the user wrote.
        known: what would be accepted.
        otherwise: the fix when nothing is near.
    """
    if len(value) > 100 or len(known) > _COMPARED:
        return otherwise
    by_letters = {one.casefold(): one for one in sorted(known)}
    near = get_close_matches(value, sorted(known), n=1, cutoff=0.75) or [
        by_letters[one] for one in get_close_matches(value.casefold(), sorted(by_letters), n=1, cutoff=0.75)
    ]
    return f"did you mean '{near[0]}'?" if near else otherwise
