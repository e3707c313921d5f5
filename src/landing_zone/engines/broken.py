"""The error for an engine that cannot judge: it never counts as a pass."""

from __future__ import annotations

from landing_zone.errors import UserError

_TAIL_LINES = 15
"""How much of an engine's standard error is shown: enough for the last traceback, short enough to read."""


class BrokenEngineError(UserError):
    """An engine is missing, died, hung, or sent something that is not a result.

    Args:
        engine: the engine's name.
        reason: one clause: what it did.
        template: the template it was judging; "" when it was judging none.
        stderr: the engine's standard error; its last lines are shown.
        fix: what to do about it.
    """

    def __init__(self, engine: str, reason: str, *, template: str = "", stderr: str = "", fix: str = "") -> None:
        self.engine = engine
        self.template = template
        self.stderr = "\n".join(stderr.strip().splitlines()[-_TAIL_LINES:])
        at = f" at template '{template}'" if template else ""
        super().__init__(
            what=f"the engine {engine} broke{at}: {reason}; without its result nothing passes",
            fix=fix or "run it again; if it breaks again, run `make setup`, which installs the pinned engines afresh",
        )

    def render(self) -> str:
        """Lay the error out, with the last lines that the engine wrote."""
        text = super().render()
        if not self.stderr:
            return text
        return "\n".join([text, "  the engine's last output:", *(f"    {line}" for line in self.stderr.splitlines())])
