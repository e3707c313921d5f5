"""Words of a difference for people: lists that end, numbers with their noun, code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FEW = 5
"""So many names are written out."""


def listed(words: Sequence[str], few: int = FEW) -> str:
    """Return the first words, and how many more there are."""
    more = len(words) - few
    return ", ".join(words[:few]) + (f" and {more} more" if more > 0 else "")


def count(number: int, word: str) -> str:
    """Return ``1 stack``, ``2 stacks``."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def counted(counts: Mapping[str, int]) -> list[str]:
    """Return ``2 KMS::Key`` for each name, sorted by it; types of AWS without their first part."""
    return [f"{number} {name.removeprefix('AWS::')}" for name, number in sorted(counts.items())]


def code(text: str) -> str:
    """Return text as code in Markdown."""
    return "`" + text.replace("`", "'") + "`"
