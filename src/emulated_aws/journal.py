"""The emulator's journal: one JSON object per line, which ``lz rehearse`` follows."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

_lock = threading.Lock()
_path: Path | None = None


def open_journal(path: Path) -> None:
    """Set the journal's file."""
    global _path
    _path = path
    path.touch()


def write(kind: str, **fields: Any) -> None:
    """Add an entry; ``kind`` is ``stack``, ``resource`` or ``not-emulated``."""
    if _path is None:
        return
    with _lock, _path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({"kind": kind, **fields}, sort_keys=True) + "\n")
