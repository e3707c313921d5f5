"""The line of code that made each construct, where the CDK recorded it.

With ``JSII_HOST_STACK_TRACES=1`` the CDK writes a creation stack for each construct into the metadata file beside the
template (``aws:cdk:creationStack``): frames, innermost first, as ``function (file:line)``, in TypeScript with a column
after the line.
"""

from __future__ import annotations

import json
import re
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

_TYPE = "aws:cdk:creationStack"
_FRAME = re.compile(r" \((?P<file>.+?):(?P<line>\d+)(:\d+)?\)$")
_INSTALLED = re.compile(r"[/\\](site-packages|dist-packages|node_modules)[/\\]|^<")
_OF_PYTHON = (f"{sysconfig.get_path('stdlib')}/", f"{Path(__file__).parents[2]}/")
"""The standard library, and the landing zone's engine: it calls the CDK, and makes nothing."""


@dataclass(frozen=True)
class CreationLines:
    """Construct path to ``file:line`` of the innermost line of the user's own code.

    Args:
        made: the lines of elements of templates, and of stacks.
        around: for a construct around elements that have one line in common: that line, since one call made them.
    """

    made: Mapping[str, str] = field(default_factory=dict)
    around: Mapping[str, str] = field(default_factory=dict)

    def of(self, construct_path: str) -> str:
        """Return the line of a construct, or of the nearest one around it that one call made; "" when not known.

        A stack's line is that of the stack alone: it made no resource.
        """
        line = self.made.get(construct_path, "")
        while not line and construct_path:
            line = self.around.get(construct_path, "")
            construct_path = construct_path.rpartition("/")[0]
        return line


def creation_lines(folder: Path, base: Path) -> CreationLines:
    """Read the lines of an assembly.

    They are only shown to people, so a metadata file that cannot be read is ignored.

    Args:
        folder: the cloud assembly.
        base: files below it are named relative to it.
    """
    made: dict[str, str] = {}
    for file in sorted(folder.rglob("*.metadata.json")):
        try:
            metadata = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(metadata, dict):
            for path, entries in metadata.items():
                if line := _line(entries, base):
                    made[path.strip("/")] = line
    around: dict[str, set[str]] = {}
    for path, line in made.items():
        while (path := path.rpartition("/")[0]) and path not in made:
            around.setdefault(path, set()).add(line)
    return CreationLines(made, {path: lines.pop() for path, lines in around.items() if len(lines) == 1})


def is_library(file: str) -> bool:
    """Return whether a source file is a library's, not the user's own."""
    return file.startswith(_OF_PYTHON) or _INSTALLED.search(file) is not None


def _line(entries: Any, base: Path) -> str:
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and entry.get("type") == _TYPE:
            for frame in entry.get("data") or ():
                found = _FRAME.search(str(frame))
                if found and not is_library(found["file"]):
                    return f"{_shown(found['file'], base)}:{found['line']}"
    return ""


@lru_cache
def _shown(file: str, base: Path) -> str:
    path = Path(file)
    return (path.relative_to(base) if path.is_relative_to(base) else path).as_posix()
