"""What a query yields: one verdict on one subject, without the caller, place and time."""

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
        verdict: undetermined when, and only when, ``error`` is given.
        sentence: one sentence that names the subject.
        facts: the data behind the verdict; plain JSON data and datetimes.
        error: why it is undetermined.
        controls: those that it is evidence for, when they are not the query's own.
        account: of the subject; "" for the account that was queried.
        region: of the subject; read only when ``account`` is given.
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
            raise ValueError(f"an answer is undetermined when, and only when, it has an error: {self}")
        if not self.subject or not self.sentence:
            raise ValueError(f"an answer needs a subject and a sentence: {self}")
