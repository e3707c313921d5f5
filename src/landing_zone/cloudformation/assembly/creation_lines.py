"""The line of Python that made each construct, where the CDK recorded it.

With ``JSII_HOST_STACK_TRACES=1`` the CDK writes a creation stack for each construct into the metadata file beside the
template (``aws:cdk:creationStack``): frames of our own code, innermost first, as ``function (file:line)``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

_TYPE = "aws:cdk:creationStack"
_FRAME = re.compile(r"\S+ \((?P<file>/.+|[A-Za-z]:.+):(?P<line>\d+)\)$")
_NOT_OURS = ("site-packages", "<frozen")


def creation_lines(folder: Path, base: Path) -> Mapping[str, str]:
    """Return construct path to ``file:line`` of the innermost line of the user's own code.

    The lines are only shown to people, so a metadata file that cannot be read is ignored.

    Args:
        folder: the cloud assembly.
        base: files below it are named relative to it.
    """
    lines: dict[str, str] = {}
    for file in sorted(folder.rglob("*.metadata.json")):
        try:
            metadata = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(metadata, dict):
            for path, entries in metadata.items():
                if line := _line(entries, base):
                    lines[path.strip("/")] = line
    return lines


def line_of(lines: Mapping[str, str], construct_path: str) -> str:
    """Return the line of a construct, or of its nearest parent that has one; "" when there is none."""
    while construct_path:
        if construct_path in lines:
            return lines[construct_path]
        construct_path = construct_path.rpartition("/")[0]
    return ""


def _line(entries: Any, base: Path) -> str:
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and entry.get("type") == _TYPE:
            for frame in entry.get("data") or ():
                found = _FRAME.match(str(frame))
                if found and not any(part in found["file"] for part in _NOT_OURS):
                    return f"{_shown(found['file'], base)}:{found['line']}"
    return ""


@lru_cache
def _shown(file: str, base: Path) -> str:
    path = Path(file)
    return (path.relative_to(base) if path.is_relative_to(base) else path).as_posix()
