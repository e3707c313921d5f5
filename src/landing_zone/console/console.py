"""Consoles: plain and unwrapped without a terminal, coloured on a terminal."""

from __future__ import annotations

import os
import re
import sys
import textwrap
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from rich.console import Console
from rich.text import Text

PLAIN_WIDTH = 120
"""Columns without a terminal: logs of CI have one width, so that they can be compared."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that move a terminal's cursor, set its title, or turn the direction of a text."""


class _PlainText(Console):
    """Prints no control character of a template: one could write another verdict over ours."""

    def print(self, *objects: Any, **options: Any) -> None:
        super().print(*map(_visible, objects), **options)


def _visible(printed: Any) -> Any:
    if isinstance(printed, str):
        return _CONTROL.sub("\ufffd", printed)
    if isinstance(printed, Text):
        printed.plain = _CONTROL.sub("\ufffd", printed.plain)  # of the same length: styles keep their place
    return printed


def output_console() -> Console:
    """Return the console for results: standard output."""
    return _console(stderr=False)


def errors_console() -> Console:
    """Return the console for progress, verdicts of a synth, and mistakes: standard error."""
    return _console(stderr=True)


def working(on: str) -> AbstractContextManager[object]:
    """Show what a command works on: on a terminal alone, and where standard error is one; a log of CI gets nothing.

    ``FORCE_COLOR``, which CI sets, asks for colours, not for a line that moves.
    """
    return errors_console().status(on) if sys.stderr.isatty() else nullcontext()


def _console(*, stderr: bool) -> Console:
    # The CDK CLI sets FORCE_COLOR=0 where it is not on a terminal; rich treats any value as yes.
    forced = False if os.environ.get("FORCE_COLOR") == "0" else None
    console = _PlainText(stderr=stderr, highlight=False, force_terminal=forced)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PLAIN_WIDTH
    return console


def say(console: Console, text: str, *, indent: int = 0, style: str = "", head: str = "", head_style: str = "") -> None:
    """Print text in lines that fit; the lines after the first have a hanging indent.

    Words are never broken, so that ids and paths can be copied; one longer than the console gets its own line.

    Args:
        console: the console to print to.
        text: printed as it is; brackets are not markup.
        indent: of the first line, in characters.
        style: of the text.
        head: printed before the text, in the first line.
        head_style: of the head.
    """
    room = max(console.width, 40)
    start = " " * indent
    lines = textwrap.wrap(
        f"{head}{text}",
        room,
        initial_indent=start,
        subsequent_indent=f"{start}    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    for number, line in enumerate(lines):
        written = Text(line, style=style)
        if head_style and number == 0:
            written.stylize(head_style, indent, indent + len(head.rstrip()))
        console.print(written, soft_wrap=True)
