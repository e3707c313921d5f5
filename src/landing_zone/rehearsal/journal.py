"""The emulator's journal, read while it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Key = tuple[str, str, str, str]
"""Account, Region, stack, logical id."""


@dataclass
class JournalReader:
    """Reads new entries, and stores what the result needs.

    Args:
        path: the journal.
    """

    path: Path
    unemulated_types: set[Key] = field(default_factory=set)
    unemulated_properties: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    failed: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """Account, Region and stack, to the reason of its last failure."""
    _read: int = 0

    def news(self) -> Iterator[dict[str, Any]]:
        """Yield the entries since the last call; a line still being written waits for the next."""
        if not self.path.exists():
            return
        with self.path.open("rb") as stream:
            stream.seek(self._read)
            for line in stream:
                if not line.endswith(b"\n"):
                    return
                self._read += len(line)
                entry = json.loads(line)
                self._keep(entry)
                yield entry

    def read(self) -> None:
        """Read all new entries."""
        for _ in self.news():
            pass

    def _keep(self, entry: dict[str, Any]) -> None:
        if entry["kind"] == "not-emulated":
            key = (entry["account"], entry["region"], entry["stack"], entry["logical_id"])
            if "properties" in entry:
                self.unemulated_properties[key] = tuple(entry["properties"])
            else:
                self.unemulated_types.add(key)
        elif entry["kind"] == "stack" and "ROLLBACK_IN_PROGRESS" in entry["status"]:
            self.failed[entry["account"], entry["region"], entry["stack"]] = entry["reason"]
