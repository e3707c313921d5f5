"""Errors for the user who made the mistake, and the exit codes.

Everything that a user can get wrong is raised as :class:`UserError`; the command line and ``app.py`` print
:meth:`UserError.render` and end with its exit code, so that a user's mistake never shows a traceback.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of our processes."""

    HELD = 0
    """Every control holds, or is waived by a valid waiver."""
    NOT_HELD = 1
    """At least one control does not hold, or could not be judged."""
    BROKEN = 2
    """The input is wrong, or a tool broke: there is no verdict, so nothing passes."""


@dataclass(eq=False)
class UserError(Exception):
    """A mistake in a user's file or option, or a tool that the user must fix.

    Args:
        what: one sentence that says what is wrong.
        file: the file with the mistake, as the user would name it.
        line: its line, counted from 1; 0 when the mistake has no line.
        value: the offending value as it is in the file; "" when there is none.
        allowed: what would be accepted.
        fix: what to do about it.
    """

    what: str
    file: str = ""
    line: int = 0
    value: str = ""
    allowed: str = ""
    fix: str = ""

    exit_code = ExitCode.BROKEN

    def __post_init__(self) -> None:
        super().__init__(self.what)

    @property
    def where(self) -> str:
        """``file:line``, ``file``, or "" when the mistake is in no file."""
        return f"{self.file}:{self.line}" if self.file and self.line else self.file

    def render(self) -> str:
        """Return the error as plain text: place and problem first, then value, allowed, fix, one a line."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        rows = [("value", self.value), ("allowed", self.allowed), ("fix", self.fix)]
        return "\n".join([f"error: {head}", *(f"  {name:8}{text}" for name, text in rows if text)])

    def __str__(self) -> str:
        return self.render()


class CombinedUserError(UserError):
    """Several mistakes, reported together so that all can be fixed at once."""

    def __init__(self, errors: list[UserError]) -> None:
        if not errors:
            raise ValueError("CombinedUserError needs at least one error, got an empty list")
        super().__init__(what=f"{len(errors)} mistakes")
        self.errors = errors

    def render(self) -> str:
        """Render every mistake, a blank line between them."""
        return "\n\n".join(error.render() for error in self.errors)
