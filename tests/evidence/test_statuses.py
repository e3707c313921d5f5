"""With evidence a status is that of the worst stage that was asked; a pass lifts only what was watched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from landing_zone.assessment.evidence_model import Stage
from landing_zone.assessment.model import (
    Assessment,
    ControlEntry,
    ControlStatus,
    Outcome,
    RequirementEntry,
    RequirementStatus,
)
from landing_zone.assessment.stages import StageName, worst
from landing_zone.cloudformation.assembly.zone_digest import zone_digest
from landing_zone.evidence.join import with_evidence
from landing_zone.evidence.model import EvidenceRun, Verdict
from tests.evidence.answers import answer, run_of
from tests.reports.joined import MISSING_STACKS, ROTATION, TRAIL, UNKNOWN, joined_assessment

PCI = "pci-dss-4.0.1"
TITLES = {TRAIL: "One trail records every account and Region", ROTATION: "KMS keys rotate each year"}


@pytest.fixture(scope="module")
def assessment(gated: Path) -> Assessment:
    """The example zone's."""
    return Assessment.model_validate_json((gated / "assessment.json").read_bytes())


@pytest.fixture(scope="module")
def joined(assessment: Assessment) -> Assessment:
    """The same, after a trail was stopped and a key's rotation switched off."""
    return joined_assessment(assessment)


def control(assessment: Assessment, id_: str) -> ControlEntry:
    """A control."""
    return next(one for one in assessment.controls if one.id == id_)


def requirement(assessment: Assessment, id_: str, framework: str = PCI) -> RequirementEntry:
    """A requirement."""
    return next(r for f in assessment.frameworks if f.id == framework for r in f.requirements if r.id == id_)


def with_control(assessment: Assessment, id_: str, **changes: Any) -> Assessment:
    """The assessment with one control changed."""
    controls = tuple(c.model_copy(update=changes) if c.id == id_ else c for c in assessment.controls)
    return assessment.model_copy(update={"controls": controls})


def with_requirement(assessment: Assessment, id_: str, **changes: Any) -> Assessment:
    """The assessment with one requirement of PCI DSS changed."""
    frameworks = []
    for framework in assessment.frameworks:
        entries = [r.model_copy(update=changes if r.id == id_ else {}) for r in framework.requirements]
        frameworks.append(
            framework.model_copy(update={"requirements": tuple(entries)}) if framework.id == PCI else framework
        )
    return assessment.model_copy(update={"frameworks": tuple(frameworks)})


def join(assessment: Assessment, run: EvidenceRun) -> Assessment:
    """The assessment with the run, on the day of the assessment."""
    return with_evidence(assessment, run, assessment.as_of)


@pytest.mark.parametrize("id_", [TRAIL, ROTATION])
def test_what_fails_in_operation_is_not_held(assessment: Assessment, joined: Assessment, id_: str) -> None:
    """The control is, by its own title, and what it was designed as stays beside it."""
    before, after = control(assessment, id_), control(joined, id_)
    assert (before.status, before.designed) == (ControlStatus.HELD, ControlStatus.HELD)
    assert (after.status, after.designed, after.title) == (ControlStatus.NOT_HELD, ControlStatus.HELD, TITLES[id_])


def test_only_what_fails_changes(assessment: Assessment, joined: Assessment) -> None:
    """Neither an undetermined answer nor stacks that were not asked about change a status; they are shown."""
    changed = {a.id for a, b in zip(assessment.controls, joined.controls, strict=True) if a.status is not b.status}
    assert changed == {TRAIL, ROTATION}
    assert control(joined, UNKNOWN) == control(assessment, UNKNOWN)
    unknown = [r for f in joined.frameworks for r in f.requirements if r.tested and UNKNOWN in r.controls]
    assert Stage.UNDETERMINED in {r.operating for r in unknown}
    for one in unknown:
        if not {TRAIL, ROTATION} & set(one.controls):
            assert (one.status, one.operating) == (one.designed, Stage.UNDETERMINED), one.id
    assert joined.evidence is not None
    assert sum(s.state is Stage.MISSING for s in joined.evidence.stacks) == MISSING_STACKS


@pytest.mark.parametrize(("id_", "broken"), [("3.7.4", ROTATION), ("10.2.1.1", TRAIL), ("10.2.1", TRAIL)])
def test_its_requirements_are_not_met(assessment: Assessment, joined: Assessment, id_: str, broken: str) -> None:
    """Stage, control and what the design had earned are in the explanation; so is every heading above."""
    before, after = requirement(assessment, id_), requirement(joined, id_)
    assert after.status is RequirementStatus.NOT_MET
    assert after.operating is Stage.FAILS
    assert after.deployed is not Stage.FAILS
    assert (after.designed, before.status) == (before.status, before.designed)
    assert after.designed is not RequirementStatus.NOT_MET
    assert after.why == f"In operation, 1 answer fails: '{TITLES[broken]}'. By design: {before.why}"
    assert f"'{TITLES[broken]}' fails in operation" in after.missing
    assert set(after.missing) > set(before.missing)
    above = after.parent
    while above is not None:
        assert requirement(joined, above).status is RequirementStatus.NOT_MET
        assert requirement(joined, above).operating is Stage.FAILS
        above = requirement(joined, above).parent


def test_the_whole_speaks_of_the_worst_stage(assessment: Assessment, joined: Assessment) -> None:
    """The design stays held; the banner does not. Counts are those of the statuses, of what is tested."""
    assert worst(assessment).outcome is Outcome.HELD
    assert joined.verdict == assessment.verdict
    found = worst(joined)
    assert (found.stage, found.outcome) == (StageName.OPERATING, Outcome.NOT_HELD)
    assert "2 fail" in found.sentence
    assert "An emulator answered: this is not evidence of AWS." in found.sentence
    for before, after in zip(assessment.frameworks, joined.frameworks, strict=True):
        tested = [r for r in after.requirements if r.tested and r.status is not RequirementStatus.SUPERSEDED]
        assert sum(after.counts.values()) == len(tested) == sum(before.counts.values())
        assert after.counts["not-met"] == sum(r.status is RequirementStatus.NOT_MET for r in tested)
        assert after.counts["not-met"] > before.counts["not-met"]


def test_each_status_is_the_worst_of_its_stages(joined: Assessment) -> None:
    """No stage fails beside a better status, and no status is worse than its stages."""
    uncounted = {RequirementStatus.NOT_APPLICABLE, RequirementStatus.SUPERSEDED}
    for one in (r for f in joined.frameworks for r in f.requirements if r.designed not in uncounted):
        fails = Stage.FAILS in {one.deployed, one.operating}
        assert (one.status is RequirementStatus.NOT_MET) is (fails or one.designed is RequirementStatus.NOT_MET), one.id
    assert joined.evidence is not None
    for entry in joined.evidence.controls:
        one_control = control(joined, entry.control)
        fails = Stage.FAILS in {entry.deployed, entry.operating}
        if fails or one_control.designed is ControlStatus.NOT_HELD:
            assert one_control.status is ControlStatus.NOT_HELD


def test_a_stack_that_is_not_as_judged_breaks_what_is_in_it(assessment: Assessment) -> None:
    """The sentence names the stack; a stage that was not asked is shown as such."""
    stack = next(s for s in assessment.stacks if s.name == "Baseline-security-eu-west-1")
    subject = f"arn:aws:cloudformation:{stack.region}:{stack.account}:stack/{stack.name}/1"
    differs = answer(
        Verdict.FAIL,
        query="stack_template",
        control="pipeline-gate",
        subject=subject,
        account=stack.account,
        region=stack.region,
    )
    found = join(assessment, run_of(differs))
    assert control(found, ROTATION).status is ControlStatus.NOT_HELD
    one = requirement(found, "3.7.4")
    assert (one.status, one.deployed, one.operating) == (RequirementStatus.NOT_MET, Stage.FAILS, Stage.MISSING)
    assert one.why.startswith(f"1 stack is not deployed as judged ({stack.name}): '{TITLES[ROTATION]}'. By design: ")
    assert one.missing[0] == f"'{TITLES[ROTATION]}' is not deployed as judged"


@pytest.fixture(scope="module")
def watched(assessment: Assessment) -> Assessment:
    """The zone with a control that is only watched."""
    title = "It is found if a key does not rotate"
    status = ControlStatus.WATCHED
    return with_control(assessment, ROTATION, status=status, designed=status, title=title, watched=title)


@pytest.mark.parametrize(
    ("verdict", "changes", "status"),
    [
        (Verdict.PASS, {}, ControlStatus.HELD),
        (Verdict.PASS, {"whole": False}, ControlStatus.WATCHED),
        (Verdict.PASS, {"zone_digest": "0" * 64}, ControlStatus.WATCHED),
        (Verdict.PASS, {"endpoint_url": "http://127.0.0.1:5000"}, ControlStatus.WATCHED),
        (Verdict.UNDETERMINED, {}, ControlStatus.WATCHED),
        (Verdict.FAIL, {"whole": False, "endpoint_url": "http://127.0.0.1:5000"}, ControlStatus.NOT_HELD),
    ],
)
def test_what_is_watched_is_held_by_answers_of_all_of_aws(
    watched: Assessment, verdict: Verdict, changes: dict[str, Any], status: ControlStatus
) -> None:
    """Not by a run that left something out, of another configuration, or of an emulator; these can break it."""
    run = run_of(answer(verdict), **{"zone_digest": zone_digest(watched.zone), **changes})
    found = control(join(watched, run), ROTATION)
    assert (found.status, found.designed) == (status, ControlStatus.WATCHED)
    assert found.title == (found.watched if status is ControlStatus.WATCHED else found.objective)


@pytest.mark.parametrize(
    ("lacks", "status"),
    [
        (("own-trail",), ControlStatus.HELD),
        (("mirror",), ControlStatus.NOT_IN_THIS_SHAPE),
        (("mirror", "own-trail"), ControlStatus.NOT_IN_THIS_SHAPE),
    ],
)
def test_what_existed_before_is_held_by_answers(
    assessment: Assessment, lacks: tuple[str, ...], status: ControlStatus
) -> None:
    """What the zone does not have at all is not: an answer shows that something is there, not what was meant."""
    left = ControlStatus.NOT_IN_THIS_SHAPE
    changed = with_control(assessment, ROTATION, status=left, designed=left, lacks=lacks)
    run = run_of(answer(Verdict.PASS), zone_digest=zone_digest(changed.zone))
    assert control(join(changed, run), ROTATION).status is status
    failing = run_of(answer(Verdict.FAIL), zone_digest=zone_digest(changed.zone))
    assert control(join(changed, failing), ROTATION).status is ControlStatus.NOT_HELD


def test_what_fails_has_one_name(watched: Assessment) -> None:
    """A requirement names a control that was watched, and fails, as the control's page does."""
    why = "Rules look for it. This assessment holds no answer of theirs."
    designed = RequirementStatus.RUN_TIME_ONLY
    changed = with_requirement(watched, "3.7.4", status=designed, designed=designed, why=why)
    found = join(changed, run_of(answer(Verdict.FAIL)))
    title = control(found, ROTATION).title
    assert title != control(watched, ROTATION).title
    one = requirement(found, "3.7.4")
    assert one.why == f"In operation, 1 answer fails: '{title}'. By design: Rules look for it."
    assert one.missing[0] == f"'{title}' fails in operation"


@pytest.mark.parametrize("status", [RequirementStatus.NOT_APPLICABLE, RequirementStatus.SUPERSEDED])
def test_what_nobody_has_to_meet_stays_so(assessment: Assessment, status: RequirementStatus) -> None:
    """Its stage is shown; nothing above it is broken by it, nor has its stage."""
    changed = with_requirement(assessment, "3.7.4", status=status, designed=status, why="It does not apply.")
    found = join(changed, run_of(answer(Verdict.FAIL)))
    one = requirement(found, "3.7.4")
    assert (one.status, one.why, one.operating) == (status, "It does not apply.", Stage.FAILS)
    assert requirement(found, "3.7").status is RequirementStatus.PARTLY_MET
    assert requirement(found, "3.7").operating is not Stage.FAILS
    framework = next(f for f in found.frameworks if f.id == PCI)
    counted = sum(r.tested and r.status is not RequirementStatus.SUPERSEDED for r in framework.requirements)
    assert sum(framework.counts.values()) == counted


@pytest.mark.parametrize(
    ("part_binds", "whole_binds", "broken"),
    [((), (), True), (("service_provider",), (), False), (("service_provider",), ("service_provider",), True)],
)
def test_a_part_that_fails_breaks_the_whole(
    assessment: Assessment, part_binds: tuple[str, ...], whole_binds: tuple[str, ...], broken: bool
) -> None:
    """But not one that binds service providers alone, where the whole binds everybody."""
    whole = next(r for f in assessment.frameworks for r in f.requirements if r.id == "10.2.1")
    assert whole.tested
    only = next(c for c in assessment.controls if c.id == TRAIL)
    mapping = next(m for m in only.requirements if m.requirement == "10.2.1.1")
    changed = with_control(assessment, TRAIL, requirements=(mapping,))  # of one part alone
    changed = with_requirement(changed, "10.2.1.1", applies_if=part_binds, controls=(TRAIL,))
    changed = with_requirement(changed, "10.2.1", applies_if=whole_binds, controls=())
    found = join(changed, run_of(answer(Verdict.FAIL, query="trail_logging", control=TRAIL)))
    assert requirement(found, "10.2.1.1").status is RequirementStatus.NOT_MET
    after = requirement(found, "10.2.1")
    assert (after.status is RequirementStatus.NOT_MET) is broken
    assert (after.operating is Stage.FAILS) is broken
    assert ("its part 10.2.1.1 is not met" in after.missing) is broken
    heading = requirement(found, "10.2")
    assert (heading.status, heading.operating) == (RequirementStatus.NOT_MET, Stage.FAILS)


def test_a_part_that_does_not_bind_the_whole_is_not_its_stage(assessment: Assessment) -> None:
    """Also where the whole is not met for a reason of its own."""
    only = control(assessment, TRAIL)
    mapping = next(m for m in only.requirements if m.requirement == "10.2.1.1")
    changed = with_control(assessment, TRAIL, requirements=(mapping,))
    changed = with_requirement(changed, "10.2.1.1", applies_if=("service_provider",), controls=(TRAIL,))
    broken = RequirementStatus.NOT_MET
    changed = with_requirement(changed, "10.2.1", status=broken, designed=broken, controls=())
    found = join(changed, run_of(answer(Verdict.FAIL, query="trail_logging", control=TRAIL)))
    assert requirement(found, "10.2.1.1").operating is Stage.FAILS
    assert requirement(found, "10.2.1").status is broken
    assert requirement(found, "10.2.1").operating is not Stage.FAILS


def test_a_control_of_a_heading_breaks_the_heading(assessment: Assessment) -> None:
    """With the stage, once, before what is below it; that keeps its status."""
    mapping = control(assessment, TRAIL).requirements[0].model_copy(update={"framework": PCI, "requirement": "10.2"})
    changed = with_control(assessment, TRAIL, requirements=(mapping,))
    found = join(changed, run_of(answer(Verdict.FAIL, query="trail_logging", control=TRAIL)))
    heading = requirement(found, "10.2")
    assert (heading.status, heading.operating) == (RequirementStatus.NOT_MET, Stage.FAILS)
    assert heading.why.startswith(f"In operation, 1 answer fails: '{TITLES[TRAIL]}'. Of 9 below it: ")
    assert heading.missing[0] == f"'{TITLES[TRAIL]}' fails in operation"
    assert requirement(found, "10.2.1").status is requirement(found, "10.2.1").designed


def test_what_the_design_breaks_is_said_once(assessment: Assessment) -> None:
    """A part that the design does not meet is named once above it, after evidence too."""
    changed = with_requirement(
        assessment,
        "10.2.1.1",
        status=RequirementStatus.NOT_MET,
        designed=RequirementStatus.NOT_MET,
    )
    changed = with_requirement(
        changed,
        "10.2.1",
        status=RequirementStatus.NOT_MET,
        designed=RequirementStatus.NOT_MET,
        missing=("its part 10.2.1.1 is not met",),
    )
    assert requirement(join(changed, run_of()), "10.2.1").missing == ("its part 10.2.1.1 is not met",)


def test_what_is_evidenced_at_run_time_says_what_was_answered(assessment: Assessment) -> None:
    """The status stays, and the sentence speaks of the answers that are there."""
    changed = with_requirement(
        assessment,
        "3.7.4",
        status=RequirementStatus.RUN_TIME_ONLY,
        designed=RequirementStatus.RUN_TIME_ONLY,
        why="AWS Config finds deviations: 'Keys'. This assessment holds no answer of theirs.",
    )
    one = requirement(join(changed, run_of(answer(Verdict.PASS))), "3.7.4")
    assert one.status is RequirementStatus.RUN_TIME_ONLY
    assert one.why == "AWS Config finds deviations: 'Keys'. In running accounts: of 1 control with a query, 1 holds."


def test_stages_of_an_assessment_without_evidence(assessment: Assessment) -> None:
    """None of them was asked, anywhere; each status is that of the design."""
    asked = {(r.deployed, r.operating) for f in assessment.frameworks for r in f.requirements}
    assert asked == {(Stage.NOT_ASKED, Stage.NOT_ASKED)}
    assert all(one.status is one.designed for one in assessment.controls)
    assert all(r.status is r.designed for f in assessment.frameworks for r in f.requirements)
