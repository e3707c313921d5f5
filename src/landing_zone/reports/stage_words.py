"""The verdict as every export words it: the worst stage that was asked, then each stage, also those that were not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from landing_zone.assessment.evidence_model import Stage
from landing_zone.assessment.model import Assessment
from landing_zone.assessment.stages import stages, worst
from landing_zone.reports.text import words

NOT_ASKED = "not asked"
NO_EVIDENCE = "None is joined: nothing here says what is deployed or operating. Collect it with lz evidence collect."
EMULATED = "An emulator answered: this is not evidence of AWS."


@dataclass(frozen=True)
class StageWords:
    """One stage for people.

    Args:
        name: ``designed``, ``deployed`` or ``operating``.
        verdict: the outcome in words, or that it was not asked.
        sentence: with the counts behind it.
    """

    name: str
    verdict: str
    sentence: str


def verdict_words(assessment: Assessment) -> str:
    """Return the verdict, of the worst stage that was asked: ``held``, ``not held`` or ``undetermined``."""
    return words(worst(assessment).outcome or NOT_ASKED)


def stage_words(assessment: Assessment) -> tuple[StageWords, ...]:
    """Return the three stages, in their order."""
    return tuple(
        StageWords(one.stage.value, words(one.outcome) if one.outcome else NOT_ASKED, one.sentence)
        for one in stages(assessment)
    )


def evidence_words(assessment: Assessment) -> str:
    """Return which run of evidence is joined, or that none is; what limits it is in the sentences of its stages."""
    run = assessment.evidence
    if run is None:
        return NO_EVIDENCE
    days = f"{run.started:%Y-%m-%d} to {run.finished:%Y-%m-%d}"
    return f"Run {run.run}, of {days}, by {run.caller}. Answers older than {run.limit_days} days count as missing."


def stage_properties(assessment: Assessment) -> dict[str, Any]:
    """Return the verdict, the stages and what fails in operation, for a machine format of findings of templates."""
    run = assessment.evidence
    return {
        "verdict": verdict_words(assessment),
        "stages": {one.name: f"{one.verdict}: {one.sentence}" for one in stage_words(assessment)},
        "evidence": evidence_words(assessment),
        "controlsFailingInOperation": [c.control for c in run.controls if c.operating is Stage.FAILS] if run else [],
    }
