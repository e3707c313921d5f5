"""Answers of running accounts, and finished runs of them, made in process."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from landing_zone.evidence.model import (
    ErrorEntry,
    ErrorKind,
    EvidenceAnswer,
    EvidenceRun,
    Level,
    QueryEntry,
    RunSettings,
    Verdict,
)

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
CONTROL = "kms-rotation"
ENVIRONMENT = ("555555555555", "eu-west-1")


def answer(verdict: Verdict, *, query: str = "kms_key_rotation", control: str = CONTROL, **more: Any) -> EvidenceAnswer:
    """One answer, of today unless said otherwise."""
    error = ErrorEntry(kind=ErrorKind.DENIED, code="AccessDenied") if verdict is Verdict.UNDETERMINED else None
    values: dict[str, Any] = {
        "query": query,
        "controls": (control,),
        "account": ENVIRONMENT[0],
        "region": ENVIRONMENT[1],
        "subject": "arn:aws:kms:eu-west-1:555555555555:key/1",
        "resource_type": "AWS::KMS::Key",
        "verdict": verdict,
        "sentence": "Key 1 was asked about.",
        "facts": {},
        "error": error,
        "asked_at": NOW,
        "asked_in": "555555555555/eu-west-1",
        "identity": "arn:aws:sts::555555555555:assumed-role/auditor/x",
        "request_ids": (),
        "digest": "d",
    }
    return EvidenceAnswer.model_validate(values | more)


def run_of(
    *answers: EvidenceAnswer,
    organisation: str = "o-examplepay01",
    zone_digest: str = "",
    endpoint_url: str = "",
    whole: bool = True,
) -> EvidenceRun:
    """A finished run with these answers; rotation of keys is always asked about."""
    queries = {a.query: a.controls for a in answers} | {"kms_key_rotation": (CONTROL,)}
    return EvidenceRun(
        run="20261123T060000Z",
        started=min(a.asked_at for a in answers) if answers else NOW,
        finished=max(a.asked_at for a in answers) if answers else NOW,
        caller="arn:aws:sts::333333333333:assumed-role/ci/x",
        tools={"boto3": "1.44.5"},
        settings=RunSettings(
            organisation=organisation,
            zone_digest=zone_digest,
            endpoint_url=endpoint_url,
            role_name="auditor",
            accounts=(ENVIRONMENT[0],),
            regions=(ENVIRONMENT[1],),
            queries=tuple(
                QueryEntry(id=id_, title=id_, level=Level.ENVIRONMENT, controls=controls, actions=("kms:ListKeys",))
                for id_, controls in sorted(queries.items())
            ),
            whole=whole,
        ),
        asks=(),
        counts={verdict.value: sum(a.verdict is verdict for a in answers) for verdict in Verdict},
        answers=answers,
    )
