"""Paths into a resource's properties, as the proofs write them: ``Rules.0.Status``."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

_PART = re.compile(r'"(?P<quoted>[^"]+)"|(?P<plain>[^."]+)')
APPEND = "+"
EACH = "*"


class NoSuchPathError(LookupError):
    """A path does not exist."""


def parts_of(path: str) -> tuple[str, ...]:
    """Split a path at its dots; a part in double quotes may hold dots.

    Raises:
        NoSuchPathError: it is empty, or not of this form.
    """
    parts: list[str] = []
    at = 0
    while match := _PART.match(path, at):
        parts.append(match["quoted"] or match["plain"])
        at = match.end()
        if at == len(path):
            return tuple(parts)
        if path[at] != ".":
            break
        at += 1
    raise NoSuchPathError(f"not a path: {path!r}")


def set_at(holder: Any, path: str, value: Any) -> None:
    """Set the value at a path; missing mappings on the way are created.

    Raises:
        NoSuchPathError: a list on the way has no such position, or a value on the way is not a mapping or a list.
    """
    *way, last = parts_of(path)
    for place in _followed(holder, way, path, make=True):
        if isinstance(place, list) and last == APPEND:
            place.append(copy.deepcopy(value))
            continue
        for key in _keys(place, last, path):
            if isinstance(place, list) and not key < len(place):
                raise NoSuchPathError(f"{path}: the list has {len(place)} elements")
            place[key] = copy.deepcopy(value)


def remove_at(holder: Any, path: str) -> None:
    """Remove the value at a path.

    Raises:
        NoSuchPathError: there is no value.
    """
    *way, last = parts_of(path)
    for place in _followed(holder, way, path, make=False):
        for key in reversed(_keys(place, last, path)):
            try:
                del place[key]
            except (KeyError, IndexError):
                raise NoSuchPathError(f"{path}: there is no {key!r}") from None


def _followed(holder: Any, way: list[str], path: str, *, make: bool) -> Iterator[Any]:
    if not way:
        yield holder
        return
    for key in _keys(holder, way[0], path):
        if make and isinstance(holder, dict):
            holder.setdefault(key, {})
        try:
            inner = holder[key]
        except (KeyError, IndexError):
            raise NoSuchPathError(f"{path}: there is no {key!r}") from None
        yield from _followed(inner, way[1:], path, make=make)


def _keys(holder: Any, part: str, path: str) -> list[Any]:
    if isinstance(holder, dict):
        return list(holder) if part == EACH else [part]
    if isinstance(holder, list):
        if part == EACH:
            return list(range(len(holder)))
        if part.isdecimal():
            return [int(part)]
    raise NoSuchPathError(f"{path}: there is no {part!r} in {type(holder).__name__}")
