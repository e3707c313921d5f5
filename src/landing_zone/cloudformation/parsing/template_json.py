"""Parses CloudFormation's JSON by the standard library, at its full speed; finds the resources' lines on demand."""

from __future__ import annotations

import json
import re
from sys import intern
from typing import Any, NoReturn

from landing_zone.cloudformation.parsing.template_yaml import MAX_DEPTH, TemplateSyntaxError

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
_SHORT = 80
_ESCAPED_SURROGATE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
"""The escape of a surrogate without its other half; where a backslash is before it, it may be a text like it."""


def parse_json(text: str) -> Any:
    """Parse one JSON document.

    Raises:
        TemplateSyntaxError: not JSON, a repeated key, a number that JSON does not have, half a character (a lone
            surrogate), or nesting that is too deep.
    """
    try:
        document = json.loads(text, object_pairs_hook=_mapping, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise TemplateSyntaxError(f"not JSON: {error.msg[0].lower()}{error.msg[1:]}", error.lineno) from None
    except RecursionError:
        raise TemplateSyntaxError(f"nested deeper than {MAX_DEPTH} levels") from None
    except ValueError as error:
        raise TemplateSyntaxError(f"not JSON: {error}") from None
    _refuse_depth(document)
    if (surrogate := _ESCAPED_SURROGATE.search(text)) and not _is_text(document):
        line = text.count("\n", 0, surrogate.start()) + 1
        raise TemplateSyntaxError(f"{surrogate[0]} is half a character, without its other half", line)
    return document


def _is_text(document: Any) -> bool:
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def resource_lines(text: str) -> dict[tuple[str, ...], int]:
    """Return the lines (from 1) of the resources of a JSON template: ``("Resources", "Vpc")``.

    The text must be one that :func:`parse_json` accepts.
    """
    lines: dict[tuple[str, ...], int] = {}
    position = 0
    line = 1
    for key, _key_at, value_at in _members(text, _skip(text, 0)):
        if key == "Resources" and text[value_at] == "{":
            for name, name_at, _ in _members(text, value_at):
                line += text.count("\n", position, name_at)
                position = name_at
                lines[("Resources", name)] = line
    return lines


def _members(text: str, start: int) -> list[tuple[str, int, int]]:
    """The members of the object at a position: key, position of the key, position of its value."""
    found = []
    at = _skip(text, start + 1)
    while text[at] != "}":
        key, end = _DECODER.raw_decode(text, at)
        value_at = _skip(text, _skip(text, end) + 1)
        found.append((key, at, value_at))
        _, end = _DECODER.raw_decode(text, value_at)
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return found


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Names and short values are the same in template after template: each is kept once.
    mapping = {
        intern(name): intern(value) if isinstance(value, str) and len(value) <= _SHORT else value
        for name, value in pairs
    }
    if len(mapping) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key '{next(n for n in names if names.count(n) > 1)}' is given twice in one object")
    return mapping


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _refuse_depth(document: Any) -> None:
    """Refuse nesting that would exhaust the stack of a recursive walk; this walk is breadth first, so it does not."""
    level = [document]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for value in level
            if isinstance(value, dict | list)
            for child in (value.values() if isinstance(value, dict) else value)
            if isinstance(child, dict | list)
        ]
        if not level:
            return
    raise TemplateSyntaxError(f"nested deeper than {MAX_DEPTH} levels")
