"""Evidence is shown next to the design with its age; it can break a requirement, and never closes a gap."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assessment.evidence_model import ControlEvidence, Stage
from landing_zone.assessment.model import Assessment, RequirementEntry, RequirementStatus
from landing_zone.assessment.run_model import SearchEntry
from landing_zone.errors import UserError
from landing_zone.evidence.design import read_design
from landing_zone.evidence.join import with_evidence
from landing_zone.evidence.model import EvidenceAnswer, Verdict
from landing_zone.evidence.registry import all_queries
from tests.evidence.answers import CONTROL, NOW, answer, run_of

TODAY = date(2026, 11, 23)
LEAF = "3.7.4"


@pytest.fixture(scope="module")
def assessment(gated: Path) -> Assessment:
    """The example zone's."""
    return Assessment.model_validate_json((gated / "assessment.json").read_bytes())


def evidence_of(joined: Assessment, control: str = CONTROL) -> ControlEvidence:
    """The run's evidence for a control."""
    assert joined.evidence is not None
    found = joined.evidence.of_control(control)
    assert found is not None
    return found


def leaf(joined: Assessment, framework: str = "pci-dss-4.0.1", id_: str = LEAF) -> RequirementEntry:
    """A requirement."""
    return next(r for f in joined.frameworks if f.id == framework for r in f.requirements if r.id == id_)


OLD = NOW - timedelta(days=31)


@pytest.mark.parametrize(
    ("answers", "stage"),
    [
        ([answer(Verdict.PASS)], Stage.HOLDS),
        ([answer(Verdict.PASS), answer(Verdict.FAIL)], Stage.FAILS),
        ([answer(Verdict.PASS), answer(Verdict.UNDETERMINED)], Stage.UNDETERMINED),
        ([answer(Verdict.UNDETERMINED), answer(Verdict.FAIL)], Stage.FAILS),
        ([], Stage.MISSING),
        ([answer(Verdict.PASS, asked_at=OLD)], Stage.STALE),
        ([answer(Verdict.PASS, asked_at=OLD + timedelta(days=1))], Stage.HOLDS),
        ([answer(Verdict.PASS, asked_at=OLD), answer(Verdict.PASS)], Stage.STALE),
        ([answer(Verdict.FAIL, asked_at=OLD)], Stage.STALE),
    ],
)
def test_how_a_control_operates(assessment: Assessment, answers: list[EvidenceAnswer], stage: Stage) -> None:
    """One failing answer fails it; undetermined is not a pass; an answer older than the limit counts as missing."""
    assert evidence_of(with_evidence(assessment, run_of(*answers), TODAY)).operating is stage


def test_a_control_that_no_query_serves_was_not_asked(assessment: Assessment) -> None:
    """A stale answer is distinguished from a missing one."""
    joined = with_evidence(assessment, run_of(), TODAY)
    assert evidence_of(joined).operating is Stage.MISSING
    queried = {control for query in all_queries() for control in query.controls}
    others = [control.id for control in assessment.controls if control.id not in queried]
    assert len(others) > 50
    assert {evidence_of(joined, control).operating for control in others} == {Stage.NOT_ASKED}


def test_a_failing_answer_breaks_the_requirement_and_what_stands_above_it(assessment: Assessment) -> None:
    """A design that is met fails in operation; the counts change too."""
    assert leaf(assessment).status is RequirementStatus.PARTLY_MET
    joined = with_evidence(assessment, run_of(answer(Verdict.FAIL)), TODAY)
    assert leaf(joined).status is RequirementStatus.NOT_MET
    assert leaf(joined).why.startswith("In operation, 1 answer fails: 'KMS keys rotate each year'. By design: Held: ")
    assert leaf(joined, id_="3.7").status is RequirementStatus.NOT_MET
    assert leaf(joined, id_="3").status is RequirementStatus.NOT_MET
    framework = joined.frameworks[0]
    assert framework.counts["partly-met"] == assessment.frameworks[0].counts["partly-met"] - 1
    assert sum(framework.counts.values()) == sum(assessment.frameworks[0].counts.values())


def _by_design(assessment: Assessment) -> list[RequirementEntry]:
    """The requirements without what a run adds: the stages, and the answers to what only running accounts show."""
    added: dict[str, Any] = {"deployed": Stage.NOT_ASKED, "operating": Stage.NOT_ASKED}
    answers = {RequirementStatus.RUN_TIME_ONLY: {**added, "why": ""}}
    return [r.model_copy(update=answers.get(r.status, added)) for f in assessment.frameworks for r in f.requirements]


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.UNDETERMINED])
def test_a_pass_or_an_unknown_changes_no_status(assessment: Assessment, verdict: Verdict) -> None:
    """Evidence never closes what the design leaves open, and a requirement keeps what its design earned."""
    joined = with_evidence(assessment, run_of(answer(verdict)), TODAY)
    assert [f.counts for f in joined.frameworks] == [f.counts for f in assessment.frameworks]
    assert joined.controls == assessment.controls
    assert _by_design(joined) == _by_design(assessment)
    shown = {Verdict.PASS: Stage.HOLDS, Verdict.UNDETERMINED: Stage.UNDETERMINED}[verdict]
    assert (leaf(joined).operating, leaf(joined).deployed) == (shown, Stage.MISSING)


def test_problems_are_kept_and_passes_counted(assessment: Assessment) -> None:
    """A pass names the place where it was queried, and the age of the oldest answer."""
    earlier = NOW - timedelta(days=3)
    found = evidence_of(
        with_evidence(
            assessment,
            run_of(answer(Verdict.PASS), answer(Verdict.PASS, asked_at=earlier), answer(Verdict.UNDETERMINED)),
            TODAY,
        )
    )
    assert (found.passed, found.failed, found.undetermined, found.age_days) == (2, 0, 1, 3)
    assert [(p.environment, p.passed, p.oldest) for p in found.passes] == [("555555555555/eu-west-1", 2, earlier)]
    assert [p.verdict for p in found.problems] == ["undetermined"]


def stack_answer(verdict: Verdict, name: str, query: str = "stack_status", **more: Any) -> EvidenceAnswer:
    """What a query about stacks answers."""
    subject = f"arn:aws:cloudformation:eu-west-1:555555555555:stack/{name}/uuid"
    return answer(verdict, query=query, control="pipeline-gate", subject=subject, sentence=f"Stack {name}.", **more)


def test_a_control_is_deployed_when_its_stacks_are(assessment: Assessment) -> None:
    """Each stack of the assembly is listed; the worst decides for a control."""
    name = "Workload-cde-production-eu-west-1"

    def state(*answers: EvidenceAnswer) -> Stage:
        joined = with_evidence(assessment, run_of(*answers), TODAY)
        assert joined.evidence is not None
        assert len(joined.evidence.stacks) == len(assessment.stacks)
        return next(s.state for s in joined.evidence.stacks if s.stack == name)

    assert state() is Stage.MISSING
    assert state(stack_answer(Verdict.PASS, name)) is Stage.HOLDS
    assert state(stack_answer(Verdict.PASS, name), stack_answer(Verdict.FAIL, name, "stack_template")) is Stage.FAILS
    assert state(stack_answer(Verdict.PASS, "Another")) is Stage.MISSING
    denied = answer(
        Verdict.UNDETERMINED, query="stack_status", control="pipeline-gate", subject="555555555555/eu-west-1"
    )
    assert state(denied) is Stage.UNDETERMINED
    everywhere = [stack_answer(Verdict.PASS, s.name, account=s.account, region=s.region) for s in assessment.stacks]
    assert evidence_of(with_evidence(assessment, run_of(*everywhere), TODAY)).deployed is Stage.HOLDS
    assert (
        evidence_of(with_evidence(assessment, run_of(*everywhere[1:]), TODAY), "pipeline-gate").operating is Stage.HOLDS
    )


def test_a_search_is_deployed_where_it_searched(assessment: Assessment) -> None:
    """So is what a check met, and a stack that it names: a control without a resource of its own is deployed too."""
    first, *others = assessment.stacks
    position = next(number for number, r in enumerate(assessment.resources) if r.stack == first.name)
    control = next(c for c in assessment.controls if c.id == CONTROL)
    rules = {*control.rules, *(one.rule for one in control.assertions)}
    run = run_of(stack_answer(Verdict.FAIL, first.name, account=first.account, region=first.region))
    searched = SearchEntry(types=("AWS::KMS::Key",), stacks=(0,))
    found: dict[str, Any]
    for found in ({"searched": searched}, {"met": (position,)}, {"elsewhere": (f"stack {first.name}",)}):
        nothing = {"passed": (), "elsewhere": (), "met": (), "searched": None}
        checks = tuple(
            c if rules.isdisjoint(c.rules) else c.model_copy(update=nothing | found) for c in assessment.checks
        )
        entry = evidence_of(with_evidence(assessment.model_copy(update={"checks": checks}), run, TODAY))
        assert (entry.deployed, entry.not_as_judged) == (Stage.FAILS, (first.name,))
    assert others


def test_a_query_that_was_left_out_has_no_answer(assessment: Assessment) -> None:
    """A run of chosen queries, or of a release without the query, does not say that no query can show a control."""
    for whole in (False, True):
        entry = evidence_of(with_evidence(assessment, run_of(answer(Verdict.PASS), whole=whole), TODAY), "guardduty")
        assert entry.operating is Stage.MISSING
        assert "guardduty_detector" in entry.queries


def test_drift_is_listed(assessment: Assessment) -> None:
    """A stack that matches its template is not listed."""
    drifted = stack_answer(Verdict.FAIL, "A", "stack_drift", facts={"StackDriftStatus": "DRIFTED"})
    joined = with_evidence(assessment, run_of(drifted, stack_answer(Verdict.PASS, "B", "stack_drift")), TODAY)
    assert joined.evidence is not None
    assert [entry.sentence for entry in joined.evidence.drift] == ["Stack A."]


def test_evidence_of_another_organisation_or_of_tomorrow_is_refused(assessment: Assessment) -> None:
    """Evidence of another organisation, or of a later day, is refused."""
    with pytest.raises(UserError, match="another organisation"):
        with_evidence(assessment, run_of(organisation="o-other"), TODAY)
    with pytest.raises(UserError, match="after the day of the report"):
        with_evidence(assessment, run_of(), TODAY - timedelta(days=1))


def test_evidence_of_another_configuration_is_told(assessment: Assessment, gated: Path) -> None:
    """The digest is the one that a run states."""
    same = with_evidence(assessment, run_of(zone_digest=read_design(gated).digest), TODAY)
    other = with_evidence(assessment, run_of(zone_digest="0" * 64), TODAY)
    assert same.evidence is not None
    assert other.evidence is not None
    assert same.evidence.same_configuration
    assert not other.evidence.same_configuration


def test_a_joined_assessment_can_be_written_and_read(assessment: Assessment) -> None:
    """Nothing is lost on the way."""
    joined = with_evidence(assessment, run_of(answer(Verdict.FAIL)), TODAY)
    assert Assessment.model_validate_json(joined.model_dump_json()) == joined


def test_a_failing_control_breaks_a_requirement_that_people_answer_too(assessment: Assessment) -> None:
    """As a check that fails at the synth does: what supports the people is broken."""
    control, framework, id_ = next(
        (r.controls[0], f.id, r.id)
        for f in assessment.frameworks
        for r in f.requirements
        if r.level == "requirement" and r.status is RequirementStatus.ORGANISATIONAL and r.controls
    )
    joined = with_evidence(assessment, run_of(answer(Verdict.FAIL, control=control, query="q")), TODAY)
    assert leaf(joined, framework, id_).status is RequirementStatus.NOT_MET


def test_an_answer_that_bears_on_two_controls_is_one_answer(assessment: Assessment) -> None:
    """An answer for several controls is counted once."""
    controls = leaf(assessment, id_="1.2.2").controls[:2]
    both = answer(Verdict.FAIL, query="q", controls=controls)
    assert len(controls) == 2
    why = leaf(with_evidence(assessment, run_of(both), TODAY), id_="1.2.2").why
    assert why.startswith("In operation, 1 answer fails: ")


def test_drift_that_is_too_old_is_not_listed(assessment: Assessment) -> None:
    """Whether it still exists today is not known."""
    drifted = stack_answer(Verdict.FAIL, "A", "stack_drift", asked_at=OLD)
    joined = with_evidence(assessment, run_of(drifted), TODAY)
    assert joined.evidence is not None
    assert joined.evidence.drift == ()


def test_days_are_counted_in_utc(assessment: Assessment) -> None:
    """An hour after midnight in Tallinn it is still yesterday."""
    tallinn = timezone(timedelta(hours=2))
    late = answer(Verdict.PASS, asked_at=datetime(2026, 11, 23, 1, tzinfo=tallinn))
    assert evidence_of(with_evidence(assessment, run_of(late), TODAY)).age_days == 1
