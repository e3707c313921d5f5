"""What the first line of a report says: the outcome of the worst stage that was asked."""

from __future__ import annotations

from dataclasses import dataclass

from landing_zone.assessment.model import Assessment, Outcome
from landing_zone.assessment.stages import StageName, StageVerdict, stages, worst

_WHERE = {StageName.DESIGNED: "by design", StageName.DEPLOYED: "as deployed", StageName.OPERATING: "in operation"}


@dataclass(frozen=True)
class Headline:
    """What the first line of a report says of the whole.

    Args:
        outcome: of the worst stage that was asked.
        stage: the first stage with this outcome.
        where: all stages with this outcome, in words: "by design and in operation".
        sentence: the counts of the first of them.
        stages: what each of the three says; those that were not asked have no outcome.
    """

    outcome: Outcome
    stage: StageName
    where: str
    sentence: str
    stages: tuple[StageVerdict, ...]


def headline_of(assessment: Assessment) -> Headline:
    """Return the outcome of the worst stage that was asked."""
    first, every = worst(assessment), stages(assessment)
    outcome = first.outcome or Outcome.UNDETERMINED
    where = [_WHERE[one.stage] for one in every if one.outcome is outcome]
    together = " and ".join(filter(None, (", ".join(where[:-1]), *where[-1:])))
    return Headline(outcome, first.stage, together, first.sentence, every)
