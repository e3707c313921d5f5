"""Construct paths with wildcards: ``*`` and ``?`` match characters within one segment, never a ``/``."""

from __future__ import annotations

import re
from functools import cache

_WILD = re.compile(r"[*?]")
_FAMILY = re.compile(r"[A-Za-z][A-Za-z0-9]*-")
MINIMUM_LITERAL = 3
"""How many characters of each segment must be literal, so that no segment matches everything."""


def is_wild(resource: str) -> bool:
    """Return whether a waiver's resource has a wildcard. ``[`` is not one: construct ids may contain it."""
    return _WILD.search(resource) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = (r"[^/]*" if c == "*" else "[^/]" if c == "?" else re.escape(c) for c in pattern)
    return re.compile("".join(parts))


def covers(pattern: str, path: str) -> bool:
    """Return whether a waiver's resource, exact or with wildcards, names this path."""
    return pattern == path or (is_wild(pattern) and _compiled(pattern).fullmatch(path) is not None)


def too_wide(pattern: str) -> str:
    """Return what makes the form of a pattern too wide, or "" when nothing does."""
    segments = pattern.split("/")
    if len(segments) < 2:
        return "a wildcard names resources within stacks, so the pattern has at least two segments"
    if is_wild(segments[0]) and not _FAMILY.match(segments[0]):
        return f"'{segments[0]}' reaches across the zone: write out the stack family before the wildcard"
    for segment in segments:
        if is_wild(segment) and len(_WILD.sub("", segment)) < MINIMUM_LITERAL:
            return f"the segment '{segment}' is open: write out at least {MINIMUM_LITERAL} of its characters"
    return ""


def overlap(one: str, other: str) -> bool:
    """Return whether both patterns could match the same path."""
    if not is_wild(one):
        return covers(other, one)
    if not is_wild(other):
        return covers(one, other)
    left, right = one.split("/"), other.split("/")
    return len(left) == len(right) and all(_meet(a, b) for a, b in zip(left, right, strict=True))


@cache
def _meet(a: str, b: str) -> bool:
    if not a or not b:
        return not (a + b).strip("*")
    if a[0] == "*":
        return _meet(a[1:], b) or _meet(a, b[1:])
    if b[0] == "*":
        return _meet(a, b[1:]) or _meet(a[1:], b)
    return (a[0] == b[0] or "?" in (a[0], b[0])) and _meet(a[1:], b[1:])
