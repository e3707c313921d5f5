"""Prints what each stage says, and which of those that were asked is the worst."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from landing_zone.assessment.model import Assessment
from landing_zone.assessment.stages import StageName, stages, worst
from landing_zone.console.verdict_text import OUTCOMES

_STAGE_WIDTH = max(len(stage) for stage in StageName)
_OUTCOME_WIDTH = max(len(word) for word, _ in OUTCOMES.values())


def print_stages(assessment: Assessment, console: Console) -> None:
    """Print a line for each stage, and the outcome of the whole last: that of the worst stage that was asked."""
    for one in stages(assessment):
        word, style = OUTCOMES[one.outcome]
        line = f"{one.stage:{_STAGE_WIDTH}}  ", (f"{word:{_OUTCOME_WIDTH}}", style), f"  {one.sentence}"
        console.print(Text.assemble(*line), soft_wrap=True)
    found = worst(assessment)
    word, style = OUTCOMES[found.outcome]
    asked = "the worst stage that was asked" if assessment.evidence else "the only stage that was asked"
    console.print(Text.assemble((word, style), f": {found.stage}, {asked}"), soft_wrap=True)
