"""How files are written: the same value gives the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

Files = dict[str, bytes]
"""A report: path below its own folder, with ``/``, to content."""

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def json_file(value: Any) -> bytes:
    """Write a JSON document for people and programs: indented, in UTF-8, in the order given."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def json_lines(values: Iterable[Any]) -> bytes:
    """Write one JSON document a line."""
    return "".join(json.dumps(v, ensure_ascii=False, separators=(",", ":")) + "\n" for v in values).encode()


def xml_text(text: str) -> str:
    """Replace what XML 1.0 cannot hold, such as a control character, by U+FFFD."""
    return _NOT_IN_XML.sub("\ufffd", text)


def cut(text: str, limit: int) -> str:
    """Shorten a text to a format's limit of characters, and show that something is left out."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
