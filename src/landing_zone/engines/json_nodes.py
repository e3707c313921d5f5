"""A JSON template as the nodes that an engine makes of YAML, without the detour through a YAML parser.

Both checkov and cfn-lint read every template as YAML, since JSON almost is YAML, and make nodes of their own of it: a
text, a mapping and a list that know where they stood. Python's JSON parser does the same in a tenth of the time. Where
YAML would read the text differently, or an engine would refuse it, :class:`NotPlainError` says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

LONGEST_KEY = 1000
"""YAML refuses a key of more than 1,024 characters that stands on one line with its value."""

_READ_OTHERWISE = re.compile(r"[^\x20-\x7e]|\\/|\\u[dD][89a-fA-F]")
"""Line breaks and other signs that YAML folds or refuses, and escapes that it does not know or does not join."""


class NotPlainError(ValueError):
    """The text is no JSON of which YAML would make the same."""


def parse_nodes(
    text: str,
    mapping: Callable[[list[tuple[Any, Any]]], Any],
    sequence: Callable[[list[Any]], Any],
    string: Callable[[str], Any],
) -> Any:
    """Parse a JSON object on one line into an engine's nodes.

    Args:
        text: the template.
        mapping: makes a node of keys and values, which are nodes themselves; no key comes twice.
        sequence: makes a node of a list of nodes.
        string: makes a node of a text, a key among them.

    Raises:
        NotPlainError: it is no such text, or YAML would read it differently: a key that comes twice, a null, a number
            that is no plain integer, a sign outside printable ASCII.
    """
    if _READ_OTHERWISE.search(text):
        raise NotPlainError("a sign that YAML reads otherwise")

    def node(value: Any) -> Any:
        if type(value) is str:
            return string(value)
        if type(value) is list:
            return sequence([node(item) for item in value])
        if value is None:
            raise NotPlainError("a null")
        return value

    def read(pairs: list[tuple[str, Any]]) -> Any:
        if len({key for key, _ in pairs}) < len(pairs) or any(len(key) > LONGEST_KEY for key, _ in pairs):
            raise NotPlainError("a key that comes twice, or is too long")
        return mapping([(string(key), node(value)) for key, value in pairs])

    def refuse(number: str) -> Any:
        raise NotPlainError(f"the number {number}")

    if not text.startswith("{"):
        raise NotPlainError("no object")
    try:
        return json.loads(text, object_pairs_hook=read, parse_float=refuse, parse_constant=refuse)
    except (json.JSONDecodeError, RecursionError) as error:
        raise NotPlainError(str(error)) from None
