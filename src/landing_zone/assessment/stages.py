"""The three stages of an assessment: designed (templates), deployed (stacks), operating (answers of running accounts).

What is said of the whole speaks of the worst stage that was asked, and names those that were not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from landing_zone.assessment.evidence_model import EvidenceEntry, Stage
from landing_zone.assessment.model import Assessment, Outcome, Verdict

_WORST_FIRST = (Outcome.NOT_HELD, Outcome.UNDETERMINED, Outcome.HELD)
_OPEN = (Stage.UNDETERMINED, Stage.STALE, Stage.MISSING)
"""States of a control or stack that was asked about, and of which it is not known whether it holds."""


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
        sentence: one sentence with the counts behind it, or that it was not asked.
    """

    stage: StageName
    outcome: Outcome | None
    sentence: str


def stages(assessment: Assessment) -> tuple[StageVerdict, ...]:
    """Return what each of the three stages says, in their order."""
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
    counts = ((verdict.failed, "fail"), (verdict.undetermined, "undetermined"), (verdict.waived, "waived"))
    said = ", ".join(f"{number:,} {word}" for number, word in counts if number or word == "fail")
    return f"{verdict.passed:,} findings pass, {said}."


def _deployed(evidence: EvidenceEntry) -> StageVerdict:
    counts = Counter(stack.state for stack in evidence.stacks)
    sentence = f"Of {len(evidence.stacks):,} stacks, {_said(counts)}."
    return _verdict(StageName.DEPLOYED, counts, sentence)


def _operating(evidence: EvidenceEntry) -> StageVerdict:
    counts = Counter(control.operating for control in evidence.controls)
    asked = sum(counts.values()) - counts[Stage.NOT_ASKED]
    sentence = (
        f"Of {asked:,} controls with a query, {_said(counts)}; no query can show {counts[Stage.NOT_ASKED]:,} others."
    )
    return _verdict(StageName.OPERATING, counts, sentence)


def _verdict(stage: StageName, counts: Counter[Stage], sentence: str) -> StageVerdict:
    asked = {state for state, number in counts.items() if number} - {Stage.NOT_ASKED}
    if not asked or asked == {Stage.MISSING}:
        return StageVerdict(stage, None, "Running accounts were not asked.")
    if Stage.FAILS in asked:
        return StageVerdict(stage, Outcome.NOT_HELD, sentence)
    return StageVerdict(stage, Outcome.UNDETERMINED if asked & set(_OPEN) else Outcome.HELD, sentence)


def _said(counts: Counter[Stage]) -> str:
    words = {
        Stage.HOLDS: "hold",
        Stage.FAILS: "fail",
        Stage.UNDETERMINED: "are undetermined",
        Stage.STALE: "have answers that are too old",
        Stage.MISSING: "have no answer",
    }
    found: Iterable[str] = (f"{counts[state]:,} {word}" for state, word in words.items() if counts[state])
    return ", ".join(found) or "none was asked about"
