"""The verdict as every page and export words it: the worst stage that was asked, then each stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from landing_zone.assessment.evidence_model import Stage
from landing_zone.assessment.model import Assessment, Outcome
from landing_zone.assessment.stages import StageName, stages, worst
from landing_zone.reports.text import words

_WHERE = {StageName.DESIGNED: "by design", StageName.DEPLOYED: "as deployed", StageName.OPERATING: "in operation"}
NOT_ASKED = "not asked"
NO_EVIDENCE = "None is joined: nothing here says what is deployed or operating. Collect it with lz evidence collect."


@dataclass(frozen=True)
class StageWords:
    """One stage for people.

    Args:
        name: ``designed``, ``deployed`` or ``operating``.
        outcome: ``None`` where it was not asked.
        verdict: the outcome in words, or that it was not asked.
        sentence: with the counts behind it.
    """

    name: str
    outcome: Outcome | None
    verdict: str
    sentence: str


@dataclass(frozen=True)
class Headline:
    """What the first line of a report says of the whole: the worst stage that was asked.

    Args:
        outcome: of that stage.
        verdict: the outcome in words.
        stage: the first stage with this outcome.
        where: all stages with this outcome, in words: "by design and in operation".
        sentence: the counts of the first of them.
        stages: each of the three; those that were not asked have no outcome.
    """

    outcome: Outcome
    verdict: str
    stage: str
    where: str
    sentence: str
    stages: tuple[StageWords, ...]


def headline_of(assessment: Assessment) -> Headline:
    """Return what is said of the whole."""
    first, every = worst(assessment), stage_words(assessment)
    outcome = first.outcome or Outcome.UNDETERMINED
    where = [_WHERE[StageName(one.name)] for one in every if one.outcome is outcome]
    together = " and ".join(filter(None, (", ".join(where[:-1]), *where[-1:])))
    return Headline(outcome, words(outcome), first.stage.value, together, first.sentence, every)


def verdict_words(assessment: Assessment) -> str:
    """Return the verdict, of the worst stage that was asked: ``held``, ``not held`` or ``undetermined``."""
    return headline_of(assessment).verdict


def stage_words(assessment: Assessment) -> tuple[StageWords, ...]:
    """Return the three stages, in their order."""
    return tuple(
        StageWords(one.stage.value, one.outcome, words(one.outcome) if one.outcome else NOT_ASKED, one.sentence)
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
