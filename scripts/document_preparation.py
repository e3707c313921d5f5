"""The prerequisites of docs/deployment.md, from policies/preparation; ``scripts/generate.py`` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from landing_zone.catalogue.features import FEATURES
from landing_zone.preparation.command import command_of
from landing_zone.preparation.model import PreparationFile, Prerequisite, Where
from landing_zone.preparation.report import needed

_WHERE = {
    Where.MANAGEMENT: "the management account",
    Where.SECURITY: "the security account, each Region",
    Where.ACCOUNT: "each account",
    Where.ENVIRONMENT: "each account and Region",
}
_WRITTEN_LIST = "; ".join


def document(parts: Sequence[PreparationFile]) -> str:
    """Return a table for each part."""
    return "\n".join(_lines(parts))


def _lines(parts: Sequence[PreparationFile]) -> Iterator[str]:
    for part in parts:
        yield f"### {part.title}\n"
        yield "| id | what, and why | where | when | by | source |"
        yield "|---|---|---|---|---|---|"
        for one in part.prerequisites:
            cells = (f"`{one.id}`", _what(one), _WHERE[one.where], needed(one), _by(one), _source(one))
            yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
        yield ""
    every = [one for part in parts for one in part.prerequisites]
    not_asked = ", ".join(f"`{one.id}`" for one in every if not one.rehearsed)
    yield f"{len(every)} prerequisites. The emulated AWS cannot be asked {not_asked}: these questions were never tried."


def _what(one: Prerequisite) -> str:
    text = f"{one.what}. {one.why}"
    if isinstance(one.each, tuple):
        text += " " + _WRITTEN_LIST(f"`{entry.name}`: {entry.why}" for entry in one.each) + "."
    but = [
        *(f"Not where {FEATURES[name]}" for name in one.needs),
        *(f"Only where {FEATURES[name]}" for name in one.lacks),
    ]
    return f"{text} *{'. '.join(but)}.*" if but else text


def _by(one: Prerequisite) -> str:
    if one.fix is None:
        return f"stack `{one.made_by}`"
    who = "`lz prepare`" if one.fix.run else "a person"
    if one.fix.service and one.fix.call:
        return f"{who}: `{command_of(one.fix.service, one.fix.call, {}, '').partition(' --')[0]}`"
    text = f"`{one.fix.command}`" if one.fix.command else one.fix.text or ""
    return f"{who}: {re.sub('{([a-z]+)}', lambda found: found[1].upper(), text)}"


def _source(one: Prerequisite) -> str:
    name = urlsplit(one.source.page).path.rsplit("/", 1)[-1].removesuffix(".html")
    return f"[{name}]({one.source.page}), {one.source.read}"
