"""The small assessment with all that it may carry: evidence, proofs, provenance, and an earlier one to compare with."""

from __future__ import annotations

from datetime import UTC, datetime

from landing_zone.assessment.evidence_model import (
    ControlEvidence,
    DriftEntry,
    EvidenceEntry,
    EvidenceLine,
    PassedPlace,
    StackDeployment,
    Stage,
)
from landing_zone.assessment.model import (
    Assessment,
    CheckEntry,
    ControlStatus,
    FindingEntry,
    FrameworkEntry,
    Provenance,
    RequirementStatus,
    ResourceEntry,
)
from landing_zone.assessment.recompute import rejudged
from landing_zone.reports.operation import operation_of

PROOF = "AWS::KMS::Key is deleted"
PLACE = "555555555555/eu-west-1"
ASKED = datetime(2026, 11, 20, 7, 30, 15, 123456, tzinfo=UTC)


def whole(assessment: Assessment, hostile: str) -> Assessment:
    """Return the assessment with evidence of every stage, a proof, and provenance; ``hostile`` is in its texts."""
    return assessment.model_copy(
        update={
            "checks": tuple(map(_proven, assessment.checks)),
            "evidence": (evidence := _evidence(assessment, hostile)),
            "frameworks": tuple(_with_stages(framework, evidence) for framework in assessment.frameworks),
            "provenance": Provenance(
                commit="c0ffee" * 6,
                uncommitted_changes=True,
                configuration="ab" * 32,
                policies="cd" * 32,
                own_policies=False,
                overrides={"LZ_AS_OF": "2026-11-23"},
                python="3.11.7",
                packages={"checkov": "3.3.30"},
            ),
        }
    )


def agreeing(assessment: Assessment) -> Assessment:
    """Return the assessment as a synth could have written it: all follows from its checks, so a command reads it."""
    named = {check.rule for check in assessment.checks}
    rules = {(rule, control.id) for control in assessment.controls for rule in control.rules if rule not in named}
    added = (CheckEntry(rule=r, engine=r.partition("::")[0], controls=(id_,), passed=()) for r, id_ in sorted(rules))
    waived = [(check, entry) for check in assessment.checks for entry in check.waived]
    waivers = []
    for waiver in assessment.waivers:
        covered = [(check, entry) for check, entry in waived if entry.waiver == waiver.id]
        exact = [f"{check.rule}[{e.detail}]" if e.detail else check.rule for check, e in covered]
        names = [
            (r.construct_path or f"{r.stack}/{r.logical_id}") if (r := _resource(assessment, e)) else e.stack
            for _, e in covered
        ]
        changes = {
            "rules": tuple(dict.fromkeys((*waiver.rules, *exact))),
            "resources": tuple(dict.fromkeys((*waiver.resources, *names))),
            "covers": len(covered),
            "days_left": (waiver.expires - assessment.as_of).days,
        }
        waivers.append(waiver.model_copy(update=changes))
    return rejudged(
        assessment.model_copy(update={"checks": (*assessment.checks, *added), "waivers": tuple(waivers)}),
    )


def _resource(assessment: Assessment, entry: FindingEntry) -> ResourceEntry | None:
    return assessment.resources[entry.resource] if entry.resource is not None else None


def earlier(assessment: Assessment) -> Assessment:
    """Return an assessment from which everything that a page compares differs."""
    controls = (
        assessment.controls[0].model_copy(update={"status": ControlStatus.NOT_HELD}),
        *assessment.controls[2:],
    )
    first, second = assessment.frameworks
    requirements = tuple(
        r.model_copy(update={"status": RequirementStatus.CHECKED}) if r.id == "10.3.4" else r
        for r in first.requirements
        if r.id != "9.2"
    )
    waiver = assessment.waivers[0].model_copy(update={"reason": "Another one."})
    stack = assessment.stacks[0].model_copy(update={"name": "Old"})
    return assessment.model_copy(
        update={
            "controls": controls,
            "frameworks": (first.model_copy(update={"requirements": requirements, "edition": "4.0"}), second),
            "waivers": (waiver,),
            "stacks": (stack, *assessment.stacks[1:]),
            "engines": (assessment.engines[0].model_copy(update={"version": "3.0.0"}), assessment.engines[1]),
        }
    )


def _with_stages(framework: FrameworkEntry, evidence: EvidenceEntry) -> FrameworkEntry:
    """Return the framework with what the evidence says of each requirement's controls."""
    requirements = []
    for requirement in framework.requirements:
        operation = operation_of(entry for entry in evidence.controls if entry.control in requirement.controls)
        stages = {"deployed": operation.deployed, "operating": operation.operating}
        requirements.append(requirement.model_copy(update=stages))
    return framework.model_copy(update={"requirements": tuple(requirements)})


def _proven(check: CheckEntry) -> CheckEntry:
    proven = {"assertion::key-rotation.on": (PROOF,), "checkov::CKV_AWS_7": ("AWS::KMS::Key: it becomes false",)}
    return check.model_copy(update={"proofs": proven.get(check.rule, ())})


def _evidence(assessment: Assessment, hostile: str) -> EvidenceEntry:
    stages = {
        "key-rotation": (Stage.HOLDS, Stage.HOLDS),
        "logs-kept": (Stage.FAILS, Stage.FAILS),
        "logs-copied": (Stage.STALE, Stage.STALE),
        "waf-rules": (Stage.MISSING, Stage.UNDETERMINED),
    }
    return EvidenceEntry(
        run="r1",
        started=ASKED,
        finished=ASKED,
        caller=f"arn:aws:sts::555555555555:assumed-role/auditor/{hostile}",
        emulated=False,
        whole=False,
        same_configuration=False,
        limit_days=30,
        counts={"pass": 4, "fail": 1, "undetermined": 1},
        tools={"boto3": "1.44.5"},
        queries={"keys": f"Keys rotate {hostile}", "stack_drift": "No stack has drifted"},
        controls=tuple(
            answers_of(control.id, *stages.get(control.id, (Stage.NOT_ASKED, Stage.NOT_ASKED)), hostile)
            for control in assessment.controls
        ),
        stacks=(
            StackDeployment(
                stack="Logs", environment=PLACE, state=Stage.HOLDS, sentence=f"It is there. {hostile}", asked_at=ASKED
            ),
            StackDeployment(
                stack="Data", environment=PLACE, state=Stage.MISSING, sentence="It was not queried.", asked_at=None
            ),
        ),
        drift=(
            DriftEntry(
                environment=PLACE,
                subject="arn:aws:cloudformation:eu-west-1:555555555555:stack/Logs/1",
                resource_type="AWS::CloudFormation::Stack",
                sentence="Stack Logs has drifted from its template.",
                facts={},
                asked_at=ASKED,
            ),
        ),
    )


def answers_of(id_: str, deployed: Stage, operating: Stage, hostile: str) -> ControlEvidence:
    """Return what a run shows of a control in these states."""
    bad = operating in {Stage.FAILS, Stage.UNDETERMINED}
    line = EvidenceLine(
        query="keys",
        environment=PLACE,
        subject=f"arn:{hostile}",
        resource_type="AWS::KMS::Key",
        verdict="fail" if operating is Stage.FAILS else "undetermined",
        sentence=f"The key does not rotate. {hostile}",
        asked_at=ASKED,
        digest="ef" * 32,
    )
    asked = operating is not Stage.NOT_ASKED
    return ControlEvidence(
        control=id_,
        deployed=deployed,
        operating=operating,
        age_days=3 if asked else None,
        passed=4 if operating is Stage.HOLDS else 0,
        failed=int(operating is Stage.FAILS),
        undetermined=int(operating is Stage.UNDETERMINED),
        stale=int(operating is Stage.STALE),
        queries=("keys",) if asked else (),
        passes=(PassedPlace(query="keys", environment=PLACE, passed=4, oldest=ASKED),)
        if operating is Stage.HOLDS
        else (),
        problems=(line,) if bad else (),
    )
