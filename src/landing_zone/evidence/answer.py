"""What a query yields: one verdict on one subject, before it is known who asked, where and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from landing_zone.evidence.model import ErrorEntry, Verdict


@dataclass(frozen=True)
class Answer:
    """One verdict on one subject.

    Args:
        subject: ARN or id.
        resource_type: CloudFormation's name of the type, where it has one.
        verdict: undetermined goes with an error, and with nothing else does.
        sentence: one sentence that names the subject.
        facts: what the verdict rests on; plain JSON data and datetimes.
        error: why it is undetermined.
        controls: those that it bears on, when they are not the query's own.
        account: that the subject is in; "" for the one that was asked.
        region: as ``account``; it goes with the account alone.
    """

    subject: str
    resource_type: str
    verdict: Verdict
    sentence: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    error: ErrorEntry | None = None
    controls: tuple[str, ...] = ()
    account: str = ""
    region: str = ""

    def __post_init__(self) -> None:
        if (self.verdict is Verdict.UNDETERMINED) != (self.error is not None):
            raise ValueError(f"an answer is undetermined when, and only when, an error says why: {self}")
        if not self.subject or not self.sentence:
            raise ValueError(f"an answer names its subject and says something: {self}")
