"""The example zone's assessment with evidence joined: a trail was stopped, and a key's rotation switched off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from landing_zone.assessment.model import Assessment, StackEntry
from landing_zone.cloudformation.assembly.zone_digest import zone_digest
from landing_zone.evidence.join import STACK_QUERIES, with_evidence
from landing_zone.evidence.model import EvidenceAnswer, Verdict
from landing_zone.evidence.registry import all_queries
from tests.evidence.answers import answer, run_of

TRAIL, ROTATION = "cloudtrail-multiregion", "kms-rotation"
"""The controls that fail in operation."""
UNKNOWN = "guardduty"
"""A control of which one place gave no answer."""
STOPPED = "Trail examplepay-organisation-trail does not log and has delivered nothing."
NOT_ROTATING = "does not rotate"
MISSING_STACKS = 2
"""The last of them were not asked about, which breaks nothing."""


def joined_assessment(assessment: Assessment, *, emulated: bool = True, broken: bool = True) -> Assessment:
    """Return the assessment with a run joined that is whole, of the same configuration, and of the same day.

    All stacks but the last two are deployed as judged; one place did not answer about GuardDuty; every other answer
    passes, but for the trail and one key of the log archive.

    Args:
        assessment: of the example zone.
        emulated: an emulator answered.
        broken: the trail was stopped and the key's rotation switched off.
    """
    now = datetime.combine(assessment.as_of, time(6), UTC)
    answers = tuple(a.model_copy(update={"asked_at": now}) for a in _answers(assessment, broken))
    run = run_of(
        *answers,
        organisation=str((assessment.zone or {})["organisation"]["id"]),
        zone_digest=zone_digest(assessment.zone),
        endpoint_url="http://127.0.0.1:5000" if emulated else "",
    )
    return with_evidence(assessment, run, assessment.as_of)


def _answers(assessment: Assessment, broken: bool) -> Iterator[EvidenceAnswer]:
    stacks = {stack.name: stack for stack in assessment.stacks}
    for stack in assessment.stacks[:-MISSING_STACKS]:
        yield _of(stack, Verdict.PASS, "stack_status", "pipeline-gate", "AWS::CloudFormation::Stack", stack.name)
    trail = next(r for r in assessment.resources if r.type == "AWS::CloudTrail::Trail")
    yield _of(
        stacks[trail.stack],
        Verdict.FAIL if broken else Verdict.PASS,
        "trail_logging",
        TRAIL,
        "AWS::CloudTrail::Trail",
        "examplepay-organisation-trail",
        STOPPED if broken else "Trail examplepay-organisation-trail logs and delivers.",
    )
    keys = [r for r in assessment.resources if r.type == "AWS::KMS::Key"]
    audit = next(key for key in keys if stacks[key.stack].account == "222222222222")
    for key in keys:
        fails = broken and key == audit
        yield _of(
            stacks[key.stack],
            Verdict.FAIL if fails else Verdict.PASS,
            "kms_key_rotation",
            ROTATION,
            "AWS::KMS::Key",
            key.logical_id,
            f"Key {key.logical_id} in {key.environment} {NOT_ROTATING if fails else 'rotates'}.",
        )
    yield _of(stacks[trail.stack], Verdict.UNDETERMINED, "guardduty_detector", UNKNOWN, "AWS::GuardDuty::Detector", "d")
    asked = {"trail_logging", "kms_key_rotation", "guardduty_detector", *STACK_QUERIES}
    for query in all_queries():
        if query.id not in asked and query.controls:
            other = _of(stacks[trail.stack], Verdict.PASS, query.id, query.controls[0], "AWS::Account", query.id)
            yield other.model_copy(update={"controls": query.controls})


def _of(
    stack: StackEntry, verdict: Verdict, query: str, control: str, type_: str, name: str, sentence: str = ""
) -> EvidenceAnswer:
    """Return an answer about something of a stack, in the stack's account and Region."""
    service = type_.split("::")[1].lower()
    return answer(
        verdict,
        query=query,
        control=control,
        account=stack.account,
        region=stack.region,
        resource_type=type_,
        subject=f"arn:aws:{service}:{stack.region}:{stack.account}:{type_.rpartition('::')[2].lower()}/{name}",
        sentence=sentence or f"{type_} {name} was asked about.",
        asked_in=f"{stack.account}/{stack.region}",
        digest=f"digest of {stack.name}/{name}",
    )
