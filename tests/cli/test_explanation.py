"""What ``lz explain`` says of an overruled finding, of what holds a control, and of what accounts answered."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from landing_zone.assessment.evidence_model import Stage
from landing_zone.assessment.model import Assessment, ControlStatus, RequirementStatus
from landing_zone.assessment.run_model import SearchEntry
from landing_zone.cli.commands.explanation import Explanation
from tests.reports.conftest import HOSTILE, assessment
from tests.reports.outcomes import DECISION, MESSAGE, PLACE, RULE, with_outcome
from tests.reports.states import FRAMEWORK, every_status
from tests.reports.whole import answers_of, whole

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


def _of_control(assessment: Assessment, id_: str, **changes: Any) -> str:
    (control,) = [entry for entry in assessment.controls if entry.id == id_]
    printed = io.StringIO()
    explanation = Explanation(Console(file=printed, width=1000), assessment, every=False)
    explanation.of_control(control.model_copy(update=changes))
    return printed.getvalue()


def test_what_holds_a_control_is_printed(assessment: Assessment) -> None:
    """Resources by type, what a presence holds by, places, and a search without a find; nothing of a watched one."""
    search = SearchEntry(types=("AWS::IAM::User", "AWS::IAM::AccessKey"), stacks=(0, 1))
    changes = {"assertion::key-rotation.on": {"passed": (), "met": (0,), "searched": search}}
    checks = tuple(c.model_copy(update=changes.get(c.rule, {})) for c in assessment.checks)
    changed = assessment.model_copy(update={"checks": checks})
    text = _of_control(changed, "key-rotation")
    search_text = "a search of 2 stacks that found no AWS::IAM::User and no AWS::IAM::AccessKey"
    assert f"held by 1 AWS::KMS::Key; 1 AWS::S3::Bucket; stack Logs; {search_text}" in text
    assert "holds by: Logs/Bucket/Resource" in text
    watching = tuple(c.model_copy(update={"watches": True}) for c in checks)
    text = _of_control(changed.model_copy(update={"checks": watching}), "key-rotation")
    assert "watches by: Logs/Bucket/Resource" in text
    assert "holds by" not in text
    watched = _of_control(changed, "key-rotation", status=ControlStatus.WATCHED)
    assert "held by nothing in the templates" in watched
    assert "held by" not in _of_control(changed, "key-rotation", status=ControlStatus.NOT_HELD)


def test_a_control_says_what_the_accounts_answered(assessment: Assessment) -> None:
    """Each answer that does not pass, with its place; nothing without evidence."""
    text = _of_control(whole(assessment, HOSTILE), "logs-kept")
    assert "in operation fails: 0 answers pass, 1 fails, 0 undetermined, 0 too old, the oldest of 3 days" in text
    assert "fail: 555555555555/eu-west-1 arn:" in text
    assert "in operation" not in _of_control(assessment, "logs-kept")
    assert "in operation" not in _of_control(whole(assessment, HOSTILE), "site-visited")


def test_a_control_says_what_is_not_deployed_and_what_answers_hold_it(assessment: Assessment) -> None:
    """Stacks of a control without a query too; answers that pass are among what holds one."""
    full = whole(assessment, HOSTILE)
    assert full.evidence
    broken = answers_of("site-visited", Stage.FAILS, Stage.NOT_ASKED, "").model_copy(
        update={"not_as_judged": ("Logs", "Data")}
    )
    entries = (*(e for e in full.evidence.controls if e.control != broken.control), broken)
    changed = full.model_copy(update={"evidence": full.evidence.model_copy(update={"controls": entries})})
    assert "not deployed as judged: Logs, Data" in _of_control(changed, "site-visited")
    assert "; 4 answers of running accounts" in _of_control(changed, "key-rotation")


def test_a_requirement_says_its_stages_and_whom_it_binds(assessment: Assessment) -> None:
    """With evidence the stages; and the waivers that cover findings of its controls."""
    with_run = whole(assessment, HOSTILE)
    framework = with_run.frameworks[0]
    entry = next(r for r in framework.requirements if r.id == "10.3.4")
    changes = {
        "designed": RequirementStatus.CHECKED,
        "deployed": Stage.HOLDS,
        "operating": Stage.FAILS,
        "applies_if": ("service_provider",),
        "waivers": ("W-0001",),
    }
    printed = io.StringIO()
    explanation = Explanation(Console(file=printed, width=1000), with_run, every=False)
    explanation.of_requirement(framework, entry.model_copy(update=changes))
    text = printed.getvalue()
    assert "designed: checked; deployed: holds; operating: fails" in text
    assert "applies if the entity is or has: service provider" in text
    assert "waivers: W-0001" in text


def test_what_is_not_asked_for_is_nobodys_work(assessment: Assessment) -> None:
    """As on the page of such a requirement."""
    framework = assessment.frameworks[0]
    entry = next(r for r in framework.requirements if r.id == "10.3.4").model_copy(update={"organisation": "Do it."})
    for status, said in ((RequirementStatus.PARTLY_MET, True), (RequirementStatus.SUPERSEDED, False)):
        printed = io.StringIO()
        explanation = Explanation(Console(file=printed, width=1000), assessment, every=False)
        explanation.of_requirement(framework, entry.model_copy(update={"status": status}))
        assert ("the organisation: Do it." in printed.getvalue()) is said


def test_what_is_not_in_this_shape_is_said(assessment: Assessment) -> None:
    """By requirement, control and check; a check that is asked nowhere does not read as if it met nothing."""
    shaped = every_status(assessment)
    text = _of_control(shaped, "logs-mirrored")
    assert "not in this shape: Logs are copied" in text
    assert "not in this shape: the zone has no mirror Region (regions.mirror)" in text
    assert "assertion::logs-mirrored.made  not in this shape: Logs are copied to a second Region." in text
    assert "met no resource" not in text
    text = _of_control(shaped, "detector-on")
    assert "GuardDuty's detector existed before (existing.detector) (in cde-production/eu-west-1)" in text
    printed = io.StringIO()
    (framework,) = [one for one in shaped.frameworks if one.id == FRAMEWORK]
    (entry,) = [one for one in framework.requirements if one.id == "11.2"]
    Explanation(Console(file=printed, width=1000), shaped, every=False).of_requirement(framework, entry)
    assert "not in this shape: the zone has no mirror Region (regions.mirror)" in printed.getvalue()
