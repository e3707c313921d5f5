"""Shows the progress of a rehearsal: one updated line on a terminal; in CI, one line for each step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.status import Status

from landing_zone.rehearsal.rehearse import Progress


class ShownProgress(Progress):
    """A :class:`~landing_zone.rehearsal.rehearse.Progress` that writes to a console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status: Status | None = Status("", console=console) if console.is_terminal else None
        self._name = ""
        self._stacks: set[tuple[str, str, str]] = set()
        self._resources = 0
        if self._status is not None:
            self._status.start()

    def close(self) -> None:
        """Remove the progress line."""
        if self._status is not None:
            self._status.stop()

    def step(self, name: str) -> None:
        """Show the name of the step."""
        self._name = name
        self._stacks.clear()
        self._resources = 0
        if self._status is None:
            self._console.print(f"rehearsal: {name}", markup=False)
        else:
            self._status.update(name)

    def entry(self, entry: dict[str, Any]) -> None:
        """Count stacks and resources."""
        if self._status is None:
            return
        if entry["kind"] == "resource" and entry["status"].endswith("COMPLETE"):
            self._resources += 1
        if entry["kind"] == "stack" and entry["status"].endswith("_COMPLETE"):
            self._stacks.add((entry["account"], entry["region"], entry["stack"]))
        self._status.update(f"{self._name}: {len(self._stacks)} stacks, {self._resources} resources")


@contextmanager
def shown_progress(console: Console) -> Iterator[ShownProgress]:
    """Show progress on a console, and remove the line at the end, also after an exception."""
    progress = ShownProgress(console)
    try:
        yield progress
    finally:
        progress.close()
