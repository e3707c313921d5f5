"""What is said of the whole is what the worst stage says that was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from landing_zone.assessment.evidence_model import ControlEvidence, EvidenceEntry, StackDeployment, Stage, worst_stage
from landing_zone.assessment.model import Assessment, Outcome, Verdict
from landing_zone.assessment.stages import StageName, StageVerdict, operating_sentence, stages, worst

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
HOLDS, FAILS, UNKNOWN, STALE, MISSING, NOT_ASKED = Stage
HELD, NOT_HELD, UNDETERMINED = Outcome


@pytest.fixture
def assessment(judge: Callable[..., Assessment], framework: Callable[..., Any]) -> Assessment:
    """One that holds."""
    verdict = Verdict(held=True, outcome=HELD, passed=1_200, failed=0, waived=0, undetermined=0)
    found = judge(framework(("1", "infrastructure", {}), ("1.1", "infrastructure", {})), [], [])
    return found.model_copy(update={"verdict": verdict})


def entry(deployed: Sequence[Stage], operating: Sequence[Stage], **changes: Any) -> EvidenceEntry:
    """A run of evidence: a stack for each state, and a control for each state."""
    stacks = tuple(
        StackDeployment(stack=f"S{n}", environment="", state=state, sentence="", asked_at=None)
        for n, state in enumerate(deployed)
    )
    counts = {"passed": 0, "failed": 0, "undetermined": 0, "stale": 0}
    controls = tuple(
        ControlEvidence(
            control=f"c{n}",
            deployed=NOT_ASKED,
            operating=state,
            age_days=None,
            queries=(),
            passes=(),
            problems=(),
            **counts,
        )
        for n, state in enumerate(operating)
    )
    values: dict[str, Any] = {
        "run": "r",
        "started": NOW,
        "finished": NOW,
        "caller": "",
        "emulated": False,
        "whole": True,
        "same_configuration": True,
        "limit_days": 30,
        "counts": {},
        "tools": {},
        "queries": {},
        "controls": controls,
        "stacks": stacks,
        "drift": (),
    }
    return EvidenceEntry.model_validate(values | changes)


def after(assessment: Assessment, found: EvidenceEntry) -> tuple[StageVerdict, ...]:
    """What the stages say with a run joined."""
    return stages(assessment.model_copy(update={"evidence": found}))


def test_without_evidence_the_design_alone_speaks(assessment: Assessment) -> None:
    """And says that the others were not asked."""
    assert [(s.stage, s.outcome) for s in stages(assessment)] == [
        (StageName.DESIGNED, HELD),
        (StageName.DEPLOYED, None),
        (StageName.OPERATING, None),
    ]
    assert [s.sentence for s in stages(assessment)[1:]] == ["Running accounts were not asked."] * 2
    assert worst(assessment).stage is StageName.DESIGNED


@pytest.mark.parametrize(
    ("states", "outcome"),
    [
        ([HOLDS], HELD),
        ([HOLDS, FAILS, UNKNOWN], NOT_HELD),
        ([HOLDS, UNKNOWN], UNDETERMINED),
        ([HOLDS, STALE], UNDETERMINED),
        ([HOLDS, MISSING], UNDETERMINED),
        ([STALE], UNDETERMINED),
        ([MISSING, MISSING], None),
        ([], None),
    ],
)
def test_the_outcome_of_a_stage(assessment: Assessment, states: list[Stage], outcome: Outcome | None) -> None:
    """One that fails decides; what is not known never holds; without any answer it was not asked."""
    _, deployed, operating = after(assessment, entry(states, [*states, NOT_ASKED]))
    assert (deployed.outcome, operating.outcome) == (outcome, outcome)


def test_without_an_answer_the_run_is_said_to_have_none(assessment: Assessment) -> None:
    """A run of other queries did not ask about stacks."""
    _, deployed, operating = after(assessment, entry([MISSING], [NOT_ASKED]))
    assert deployed.sentence == "The run of evidence has no answer about any stack."
    assert operating.sentence == "The run of evidence has no answer about any control."


@pytest.mark.parametrize(
    ("deployed", "operating", "said"),
    [
        (
            [HOLDS],
            [HOLDS],
            ("Of 1 stack, 1 is deployed as judged.", "Of 1 control with a query, 1 holds."),
        ),
        (
            [HOLDS, HOLDS, FAILS, MISSING, STALE, UNKNOWN],
            [HOLDS, FAILS, UNKNOWN, STALE, MISSING, NOT_ASKED],
            (
                (
                    "Of 6 stacks, 2 are deployed as judged, 1 is not deployed as judged, 1 is undetermined, "
                    "1 has answers that are too old, 1 has no answer."
                ),
                (
                    "Of 5 controls with a query, 1 holds, 1 fails, 1 is undetermined, 1 has answers that are too old, "
                    "1 has no answer. No answer is about 1 other."
                ),
            ),
        ),
        (
            [FAILS, FAILS, MISSING, MISSING],
            [HOLDS, HOLDS, FAILS, FAILS, STALE, STALE, NOT_ASKED, NOT_ASKED],
            (
                "Of 4 stacks, 2 are not deployed as judged, 2 have no answer.",
                (
                    "Of 6 controls with a query, 2 hold, 2 fail, 2 have answers that are too old. "
                    "No answer is about 2 others."
                ),
            ),
        ),
    ],
)
def test_the_sentences(
    assessment: Assessment, deployed: list[Stage], operating: list[Stage], said: tuple[str, str]
) -> None:
    """Each state with its number, in the singular and the plural."""
    assert tuple(s.sentence for s in after(assessment, entry(deployed, operating))[1:]) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((1_200, 0, 0, 0), "1,200 findings pass, 0 fail."),
        ((1, 1, 1, 1), "1 finding passes, 1 fails, 1 is undetermined, 1 is waived."),
        ((0, 2, 2, 2), "0 findings pass, 2 fail, 2 are undetermined, 2 are waived."),
    ],
)
def test_the_sentence_of_the_design(assessment: Assessment, counts: tuple[int, int, int, int], said: str) -> None:
    """Failures are always named, what is undetermined or waived where there is any."""
    passed, failed, undetermined, waived = counts
    verdict = Verdict(held=False, passed=passed, failed=failed, undetermined=undetermined, waived=waived)
    assert stages(assessment.model_copy(update={"verdict": verdict}))[0].sentence == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"emulated": True}, "An emulator answered: this is not evidence of AWS."),
        ({"whole": False}, "Accounts or queries were left out."),
        ({"same_configuration": False}, "The run was made for another configuration."),
        (
            {"emulated": True, "whole": False, "same_configuration": False},
            (
                "An emulator answered: this is not evidence of AWS. Accounts or queries were left out. "
                "The run was made for another configuration."
            ),
        ),
    ],
)
def test_what_limits_a_run(assessment: Assessment, changes: dict[str, bool], said: str) -> None:
    """It is said of both stages; their passes show nothing of this zone, and their failures do."""
    passing = after(assessment, entry([HOLDS], [HOLDS], **changes))[1:]
    failing = after(assessment, entry([FAILS], [FAILS], **changes))[1:]
    assert [s.outcome for s in passing] == [UNDETERMINED, UNDETERMINED]
    assert [s.outcome for s in failing] == [NOT_HELD, NOT_HELD]
    assert all(s.sentence.endswith(f". {said}") for s in (*passing, *failing))


@pytest.mark.parametrize(
    ("designed", "deployed", "operating", "expected"),
    [
        (HELD, [HOLDS], [HOLDS], StageName.DESIGNED),
        (HELD, [HOLDS], [FAILS], StageName.OPERATING),
        (HELD, [UNKNOWN], [FAILS], StageName.OPERATING),
        (HELD, [UNKNOWN], [UNKNOWN], StageName.DEPLOYED),
        (NOT_HELD, [FAILS], [FAILS], StageName.DESIGNED),
        (UNDETERMINED, [HOLDS], [HOLDS], StageName.DESIGNED),
        (UNDETERMINED, [FAILS], [HOLDS], StageName.DEPLOYED),
        (HELD, [MISSING], [HOLDS], StageName.DESIGNED),
    ],
)
def test_the_worst(
    assessment: Assessment, designed: Outcome, deployed: list[Stage], operating: list[Stage], expected: StageName
) -> None:
    """The first of equal ones; a stage that was not asked is none of them."""
    verdict = assessment.verdict.model_copy(update={"outcome": designed, "held": designed is HELD})
    found = assessment.model_copy(update={"verdict": verdict, "evidence": entry(deployed, operating)})
    assert worst(found).stage is expected
    assert worst(found) in stages(found)


def test_controls_that_no_query_can_show() -> None:
    """Without a control that was asked about there is no share."""
    assert operating_sentence([NOT_ASKED]) == "No answer is about 1 control."
    assert operating_sentence([NOT_ASKED, HOLDS]) == "Of 1 control with a query, 1 holds. No answer is about 1 other."


def test_the_worst_state() -> None:
    """A failure first; what was not asked counts least."""
    assert worst_stage([NOT_ASKED, HOLDS, MISSING, STALE, UNKNOWN, FAILS]) is FAILS
    assert worst_stage([NOT_ASKED, HOLDS, MISSING, STALE, UNKNOWN]) is UNKNOWN
    assert worst_stage([NOT_ASKED, HOLDS, MISSING, STALE]) is STALE
    assert worst_stage([NOT_ASKED, HOLDS, MISSING]) is MISSING
    assert worst_stage([NOT_ASKED, HOLDS]) is HOLDS
    assert worst_stage([]) is NOT_ASKED
