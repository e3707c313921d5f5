"""Rights as people read them: CloudFormation's functions as the text that they make."""

from __future__ import annotations

import json
import re
from typing import Any

_FUNCTION = re.compile(r'\{"(?:Ref|Fn::GetAtt|Fn::Join|Fn::Sub)":')


def readable(text: str) -> str:
    """Return a text in which each function that is written as JSON is ``${Name}``, or the text that it joins."""
    decoder = json.JSONDecoder()
    parts, end = [], 0
    while found := _FUNCTION.search(text, end):
        parts.append(text[end : found.start()])
        try:
            value, end = decoder.raw_decode(text, found.start())
            parts.append(_text(value))
        except ValueError:
            parts.append(found[0])
            end = found.end()
    return "".join([*parts, text[end:]])


def _text(value: Any) -> str:
    if isinstance(value, dict) and len(value) == 1:
        name, argument = next(iter(value.items()))
        if name == "Ref" and isinstance(argument, str):
            return f"${{{argument}}}"
        if name == "Fn::GetAtt" and isinstance(argument, list):
            return f"${{{'.'.join(map(str, argument))}}}"
        if name == "Fn::Join" and isinstance(argument, list) and isinstance(argument[-1], list):
            return str(argument[0]).join(_text(part) for part in argument[-1])
        if name == "Fn::Sub" and isinstance(argument, str):
            return argument
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
