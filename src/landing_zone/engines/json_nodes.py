"""Parse a JSON template into the nodes that an engine makes of YAML, without a YAML parser.

Both checkov and cfn-lint read every template as YAML, since JSON is almost YAML, and make their own nodes of it: texts,
mappings and lists that know their positions. Python's JSON parser does the same in a tenth of the time. Where YAML
would read the text differently, or an engine would refuse it, :class:`NotPlainError` is raised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

LONGEST_KEY = 1000
"""YAML refuses a key of more than 1,024 characters on one line with its value."""

_READ_DIFFERENTLY = re.compile(r"[^\x20-\x7e]|\\/|\\u[dD][89a-fA-F]")
"""Line breaks and other characters that YAML folds or refuses, and escapes that it does not know or does not join."""


class NotPlainError(ValueError):
    """The text is not JSON that YAML reads in the same way."""


def parse_nodes(
    text: str,
    mapping: Callable[[list[tuple[Any, Any]]], Any],
    sequence: Callable[[list[Any]], Any],
    string: Callable[[str], Any],
) -> Any:
    """Parse a JSON object on one line into an engine's nodes.

    Args:
        text: the template.
        mapping: makes a node of keys and values, which are nodes themselves; the keys are unique.
        sequence: makes a node of a list of nodes.
        string: makes a node of a text, a key among them.

    Raises:
        NotPlainError: it is not such a text, or YAML would read it differently: a repeated key, a null, a number that
            is not an integer, a character outside printable ASCII; or a node, which YAML's parser refuses.
    """
    if type(text) is not str:
        raise NotPlainError("a node, which a rule gives to a parser that refuses it")
    if _READ_DIFFERENTLY.search(text):
        raise NotPlainError("a character that YAML reads differently")

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
            raise NotPlainError("a key that is repeated, or is too long")
        return mapping([(string(key), node(value)) for key, value in pairs])

    def refuse(number: str) -> Any:
        raise NotPlainError(f"the number {number}")

    if not text.startswith("{"):
        raise NotPlainError("not an object")
    try:
        return json.loads(text, object_pairs_hook=read, parse_float=refuse, parse_constant=refuse)
    except (json.JSONDecodeError, RecursionError) as error:
        raise NotPlainError(str(error)) from None
