"""What ``lz explain`` says of an overruled finding."""

from __future__ import annotations

import io

from rich.console import Console

from landing_zone.assessment.model import Assessment
from landing_zone.cli.commands.explanation import Explanation
from tests.reports.conftest import assessment
from tests.reports.outcomes import DECISION, MESSAGE, PLACE, RULE, with_outcome

__all__ = ["assessment"]


def test_an_overruled_finding_names_what_decides(assessment: Assessment) -> None:
    """The rule is counted as overruled, at its place, with the assertion; the control gives reason and source."""
    changed = with_outcome(assessment, "overruled")
    (control,) = [entry for entry in changed.controls if entry.id == "key-rotation"]
    printed = io.StringIO()
    Explanation(Console(file=printed, width=1000), changed, every=True).of_control(control)
    text = printed.getvalue()
    assert f"{RULE}  0 passed, 1 overruled" in text
    assert f"overruled: {PLACE} {MESSAGE} ({DECISION.assertion})" in text
    assert f"{DECISION.assertion} decides over {RULE}: {DECISION.reason} ({DECISION.source})" in text
