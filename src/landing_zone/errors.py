"""Errors meant for the person who made the mistake.

Everything that a user can get wrong is raised as :class:`UserError`; the command line and ``app.py`` print
:meth:`UserError.render` and leave with its exit code, so that no traceback reaches a user for a mistake of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """What a process of ours answers to the one that called it."""

    HELD = 0
    """Every control holds, or is waived by a valid waiver."""
    NOT_HELD = 1
    """At least one control does not hold."""
    BROKEN = 2
    """The input is wrong, or a tool broke: nothing can be said, so nothing passes."""


@dataclass(eq=False)
class UserError(Exception):
    """A mistake in something that the user wrote, or a tool that the user must fix.

    Args:
        what: one sentence that says what is wrong.
        file: the file at fault, as the user would name it.
        line: its line, counted from 1; 0 when no line is to blame.
        value: the offending value as it stands in the file; "" when there is none.
        allowed: what would be accepted there.
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
        """Lay the error out as plain text: where and what first, then value, allowed, fix, one a line."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        rows = [("value", self.value), ("allowed", self.allowed), ("fix", self.fix)]
        return "\n".join([f"error: {head}", *(f"  {name:8}{text}" for name, text in rows if text)])

    def __str__(self) -> str:
        return self.render()


class CombinedUserError(UserError):
    """Several mistakes found in one reading, so that all can be fixed at once."""

    def __init__(self, errors: list[UserError]) -> None:
        if not errors:
            raise ValueError("CombinedUserError needs at least one error, got an empty list")
        super().__init__(what=f"{len(errors)} mistakes")
        self.errors = errors

    def render(self) -> str:
        """Render every mistake, a blank line between them."""
        return "\n\n".join(error.render() for error in self.errors)
