"""Finds boilerplate: an auditor reads a waiver's texts, so they must give a reason and not only set phrases."""

from __future__ import annotations

import re

_BOILERPLATE = (
    "accepted risk",
    "risk accepted",
    "accept the risk",
    "as agreed",
    "as discussed",
    "business requirement",
    "by design",
    "does not apply",
    "exception granted",
    "false positive",
    "fix later",
    "fixme",
    "for now",
    "known issue",
    "lorem ipsum",
    "n/a",
    "no risk",
    "none",
    "not applicable",
    "not needed",
    "not relevant",
    "placeholder",
    "see ticket",
    "suppress",
    "tbd",
    "temporary",
    "to be done",
    "todo",
    "will be fixed",
    "works as intended",
    "xxx",
)
_PHRASES = re.compile("|".join(rf"\b{re.escape(phrase)}\b" for phrase in _BOILERPLATE), re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
MINIMUM_WORDS = 6
"""Different words that remain when set phrases are removed: fewer cannot name a thing and say why."""


def is_boilerplate(text: str) -> bool:
    """Return whether a text is only set phrases or repetition, such as 'Accepted risk, not applicable, see ticket'."""
    words = {word.casefold() for word in _WORD.findall(_PHRASES.sub(" ", text))}
    return len(words) < MINIMUM_WORDS
