"""Consoles: plain and unwrapped where no person watches, coloured on a terminal."""

from __future__ import annotations

import os

from rich.console import Console

PLAIN_WIDTH = 120
"""Columns where there is no terminal: logs of CI keep one width, so that they can be compared."""


def output_console() -> Console:
    """Return the console for what was asked for: standard output."""
    return _console(stderr=False)


def errors_console() -> Console:
    """Return the console for progress, verdicts of a synth, and mistakes: standard error."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    # The CDK CLI says FORCE_COLOR=0 where it is not on a terminal; rich takes any value for yes.
    forced = False if os.environ.get("FORCE_COLOR") == "0" else None
    console = Console(stderr=stderr, highlight=False, force_terminal=forced)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PLAIN_WIDTH
    return console
