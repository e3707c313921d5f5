"""Run one query in one place, and turn results and exceptions into answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.calls import Calls
from landing_zone.evidence.canonical import digest_of, plain
from landing_zone.evidence.errors import classify_error
from landing_zone.evidence.model import AskHead, ErrorEntry, ErrorKind, EvidenceAnswer, Level, Verdict
from landing_zone.evidence.plan import Ask
from landing_zone.evidence.target import QueryTarget

ACCOUNT_TYPE = "AWS::::Account"
"""AWS Config's name for the account itself as a resource."""


@dataclass(frozen=True)
class AskResult:
    """The result of one query in one place."""

    head: AskHead
    answers: tuple[EvidenceAnswer, ...]


def ask(asked: Ask, place: QueryTarget, calls: Calls, identity: str) -> AskResult:
    """Run one query; an exception becomes an undetermined answer.

    Args:
        asked: which query, and where.
        place: the same place, with clients.
        calls: watches these clients.
        identity: ARN of the caller.
    """
    calls.begin(asked.query.id, asked.query.actions)
    answers: list[Answer] = []
    error: ErrorEntry | None = None
    try:
        for answer in asked.query.ask(place):
            answers.append(answer)  # one by one: answers yielded before an exception count
    except Exception as problem:  # noqa: BLE001 - a query that breaks is reported in the run, and fails it
        error = classify_error(problem) or ErrorEntry(
            kind=ErrorKind.BROKEN, code=type(problem).__name__, message=str(problem)[:300]
        )
    return _kept(asked, answers, error, place.now, identity, calls.request_ids)


def not_entered(asked: Ask, error: ErrorEntry, now: datetime) -> AskResult:
    """Return the result of a query whose account could not be entered: undetermined."""
    return _kept(asked, (), error, now, "", ())


def covered(asked: Ask, by: str, now: datetime) -> AskResult:
    """Return the result of a query that an aggregate answered for this place."""
    head = AskHead(
        query=asked.query.id,
        account=asked.account.id,
        region=asked.subject_region,
        asked_at=now,
        covered_by=by,
        complete=True,
    )
    return AskResult(head, ())


def _kept(
    asked: Ask,
    answers: Sequence[Answer],
    error: ErrorEntry | None,
    now: datetime,
    identity: str,
    request_ids: tuple[str, ...],
) -> AskResult:
    query = asked.query
    found = list(answers)
    noted = None
    if error is not None and query.replaces and error.kind is not ErrorKind.BROKEN:
        found, noted = [], error  # a partial aggregate would hide the environments that it did not reach
    elif error is not None:
        found.append(_undetermined(asked, error))
    kept = tuple(_evidence(answer, asked, now, identity, request_ids) for answer in found)
    head = AskHead(
        query=query.id,
        account=asked.account.id,
        region=asked.subject_region,
        asked_at=now,
        identity=identity,
        request_ids=request_ids,
        error=noted,
        complete=noted is None and all(answer.verdict is not Verdict.UNDETERMINED for answer in kept),
    )
    return AskResult(head, tuple(sorted(kept, key=lambda answer: answer.key)))


def _undetermined(asked: Ask, error: ErrorEntry) -> Answer:
    where = f"{asked.account.name}/{asked.subject_region}" if asked.subject_region else asked.account.name
    subject = f"{asked.account.id}/{asked.subject_region}" if asked.subject_region else asked.account.id
    return Answer(
        subject=subject,
        resource_type=ACCOUNT_TYPE,
        verdict=Verdict.UNDETERMINED,
        sentence=f"{where} could not be queried: {error.code}.",
        error=error,
    )


def _evidence(answer: Answer, asked: Ask, now: datetime, identity: str, request_ids: tuple[str, ...]) -> EvidenceAnswer:
    query = asked.query
    elsewhere = query.level is Level.ORGANISATION
    kept = EvidenceAnswer(
        query=query.replaces or query.id,
        controls=tuple(sorted(answer.controls or query.controls)),
        account=answer.account or asked.account.id,
        region=answer.region if answer.account else asked.subject_region,
        subject=answer.subject,
        resource_type=answer.resource_type,
        verdict=answer.verdict,
        sentence=answer.sentence,
        facts=plain(answer.facts),
        error=answer.error,
        asked_at=now,
        asked_in=f"{asked.account.id}/{asked.region}" if elsewhere or asked.subject_region else asked.account.id,
        identity=identity,
        request_ids=request_ids,
        through=query.id if query.replaces else "",
        digest="",
    )
    return kept.model_copy(update={"digest": digest_of(kept)})
