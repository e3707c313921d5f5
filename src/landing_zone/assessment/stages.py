"""The three stages of an assessment: designed (templates), deployed (stacks), operating (answers of running accounts).

What is said of the whole speaks of the worst stage that was asked, and names those that were not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from landing_zone.assessment.evidence_model import EvidenceEntry, Stage
from landing_zone.assessment.model import Assessment, Outcome, Verdict

_WORST_FIRST = (Outcome.NOT_HELD, Outcome.UNDETERMINED, Outcome.HELD)
_OPEN = {Stage.UNDETERMINED, Stage.STALE, Stage.MISSING}
"""States of a control or stack that was asked about, and of which it is not known whether it holds."""

_Words = Mapping[Stage, tuple[str, str]]
"""What is said of one, and of several, that are in a state."""
_UNKNOWN: _Words = {
    Stage.UNDETERMINED: ("is undetermined", "are undetermined"),
    Stage.STALE: ("has answers that are too old", "have answers that are too old"),
    Stage.MISSING: ("has no answer", "have no answer"),
}
_DEPLOYED: _Words = {
    Stage.HOLDS: ("is deployed as judged", "are deployed as judged"),
    Stage.FAILS: ("is not deployed as judged", "are not deployed as judged"),
    **_UNKNOWN,
}
_OPERATING: _Words = {Stage.HOLDS: ("holds", "hold"), Stage.FAILS: ("fails", "fail"), **_UNKNOWN}


class StageName(StrEnum):
    """A stage, in the order in which a control comes into force."""

    DESIGNED = "designed"
    DEPLOYED = "deployed"
    OPERATING = "operating"


@dataclass(frozen=True)
class StageVerdict:
    """What one stage says of the whole.

    Args:
        stage: which.
        outcome: ``None`` where it was not asked.
        sentence: the counts behind it and what limits it, or that it was not asked.
    """

    stage: StageName
    outcome: Outcome | None
    sentence: str


def stages(assessment: Assessment) -> tuple[StageVerdict, ...]:
    """Return what each of the three stages says, in their order.

    A stage holds only where all of AWS was asked about exactly this configuration, and every answer passes. Any run
    can show that it fails.
    """
    evidence = assessment.evidence
    designed = StageVerdict(StageName.DESIGNED, assessment.verdict.outcome, _designed(assessment.verdict))
    if evidence is None:
        sentence = "Running accounts were not asked."
        return designed, *(StageVerdict(stage, None, sentence) for stage in (StageName.DEPLOYED, StageName.OPERATING))
    return designed, _deployed(evidence), _operating(evidence)


def worst(assessment: Assessment) -> StageVerdict:
    """Return the worst of the stages that were asked; of equal ones the first."""
    asked = [(_WORST_FIRST.index(one.outcome), one) for one in stages(assessment) if one.outcome is not None]
    return min(asked, key=lambda found: found[0])[1]


def _designed(verdict: Verdict) -> str:
    said = [_count(verdict.passed, "finding passes", "findings pass"), _count(verdict.failed, "fails", "fail")]
    if verdict.undetermined:
        said.append(_count(verdict.undetermined, "is undetermined", "are undetermined"))
    if verdict.waived:
        said.append(_count(verdict.waived, "is waived", "are waived"))
    return f"{', '.join(said)}."


def _deployed(evidence: EvidenceEntry) -> StageVerdict:
    counts = Counter(stack.state for stack in evidence.stacks)
    whole = _count(len(evidence.stacks), "stack", "stacks")
    return _verdict(StageName.DEPLOYED, evidence, counts, f"Of {whole}, {_said(counts, _DEPLOYED)}.")


def operating_sentence(states: Iterable[Stage]) -> str:
    """Return how some controls operate, as one or two sentences with their numbers."""
    counts = Counter(states)
    others = counts.pop(Stage.NOT_ASKED, 0)
    if not counts:
        return f"No answer is about {_count(others, 'control', 'controls')}."
    asked = _count(counts.total(), "control with a query", "controls with a query")
    unasked = f" No answer is about {_count(others, 'other', 'others')}." if others else ""
    return f"Of {asked}, {_said(counts, _OPERATING)}.{unasked}"


def _operating(evidence: EvidenceEntry) -> StageVerdict:
    states = [control.operating for control in evidence.controls]
    counts: Counter[Stage] = Counter(state for state in states if state is not Stage.NOT_ASKED)
    return _verdict(StageName.OPERATING, evidence, counts, operating_sentence(states))


def _verdict(stage: StageName, evidence: EvidenceEntry, counts: Counter[Stage], sentence: str) -> StageVerdict:
    asked = set(counts)
    if asked <= {Stage.MISSING}:
        what = "stack" if stage is StageName.DEPLOYED else "control"
        return StageVerdict(stage, None, f"The run of evidence has no answer about any {what}.")
    outcome = Outcome.HELD
    if Stage.FAILS in asked:
        outcome = Outcome.NOT_HELD
    elif asked & _OPEN or not evidence.conclusive:
        outcome = Outcome.UNDETERMINED
    return StageVerdict(stage, outcome, " ".join((sentence, *evidence.limits)))


def _said(counts: Counter[Stage], words: _Words) -> str:
    return ", ".join(_count(counts[state], *words[state]) for state in words if counts[state])


def _count(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"
