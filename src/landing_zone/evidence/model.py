"""The data of one run of evidence: the format of its files, read by reports and the assessment."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FORMAT = "landing-zone-evidence/2"
_STRICT = ConfigDict(frozen=True, extra="forbid")


class Verdict(StrEnum):
    """The verdict of one answer on one subject."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNDETERMINED = "undetermined"
    """No result: denied, timed out, switched off. It never counts as a pass."""


class Level(StrEnum):
    """Where a query runs."""

    ORGANISATION = "organisation"
    """Once, in one account in the home Region, for all accounts."""
    ACCOUNT = "account"
    """Once in each account, in the home Region: its subject has no Region."""
    ENVIRONMENT = "environment"
    """In each account, in the home and the mirror Region."""


class ErrorKind(StrEnum):
    """Why an answer is undetermined."""

    DENIED = "denied"
    NO_ACCOUNT = "no-account"
    """The auditor's role could not be assumed."""
    REGION_OFF = "region-off"
    SERVICE_OFF = "service-off"
    """The service is not switched on there, or does not exist there."""
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    THROTTLED = "throttled"
    EXPIRED = "expired-credentials"
    NOT_READABLE = "not-readable"
    """No read-only call returns it, or the service has no result yet."""
    SERVER = "server-error"
    OTHER = "other"
    BROKEN = "broken-query"
    """The query itself broke: a defect of this tool; the collection ends with exit code 2."""


class ErrorEntry(BaseModel):
    """Why an answer is undetermined."""

    model_config = _STRICT

    kind: ErrorKind
    code: str = Field(description="The service's error code, or the exception's name.")
    message: str = ""


class EvidenceAnswer(BaseModel):
    """The result of one query about one subject."""

    model_config = _STRICT

    query: str
    controls: tuple[str, ...] = Field(description="The controls that this answer is evidence for.")
    account: str = Field(description="12 digits: the account of the subject.")
    region: str = Field(default="", description="Empty where the subject has no Region, such as a password policy.")
    subject: str = Field(description="ARN or id.")
    resource_type: str = Field(description="CloudFormation's name of the type, where it has one.")
    verdict: Verdict
    sentence: str = Field(description="One sentence that names the subject.")
    facts: dict[str, Any] = Field(description="The raw data behind the verdict.")
    error: ErrorEntry | None = Field(
        default=None, description="Given when, and only when, the verdict is undetermined."
    )
    asked_at: datetime = Field(description="UTC: when the query ran.")
    asked_in: str = Field(description="Account, or account/Region, where the query ran; an aggregate runs elsewhere.")
    identity: str = Field(description="ARN of the caller; empty when it is not known.")
    request_ids: tuple[str, ...] = Field(description="AWS request ids of the calls of this query there.")
    through: str = Field(default="", description="The aggregate query that gave this answer for the account.")
    digest: str = Field(description="SHA-256 of the canonical JSON of everything else here.")

    @property
    def environment(self) -> str:
        """``account/region``, or the account alone."""
        return f"{self.account}/{self.region}" if self.region else self.account

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """Identifies the same answer in another run: account, Region, query, subject, controls."""
        return (self.account, self.region, self.query, self.subject, ",".join(self.controls))


class QueryEntry(BaseModel):
    """A query, as it was when it ran."""

    model_config = _STRICT

    id: str
    title: str
    level: Level
    controls: tuple[str, ...]
    actions: tuple[str, ...] = Field(description="IAM actions that it declares.")


class AskHead(BaseModel):
    """One query in one place: the first line of its file. Its answers follow, none when there is nothing to judge."""

    model_config = _STRICT

    query: str
    account: str
    region: str = ""
    asked_at: datetime
    identity: str = ""
    request_ids: tuple[str, ...] = ()
    covered_by: str = Field(default="", description="The aggregate query that answered for this place instead.")
    error: ErrorEntry | None = Field(
        default=None, description="Of an aggregate that could not run: the accounts were queried one by one instead."
    )
    complete: bool = Field(description="No answer in it is undetermined: --resume does not run it again.")


class AskEntry(AskHead):
    """One query in one place, as the manifest lists it."""

    file: str = Field(description="Relative to the run's folder.")
    digest: str = Field(description="SHA-256 of that file.")
    passed: int = 0
    failed: int = 0
    undetermined: int = 0


class RunSettings(BaseModel):
    """What a run covers; --resume needs the same settings."""

    model_config = _STRICT

    organisation: str = Field(description="AWS Organizations' id; empty where there is no organisation.")
    zone_digest: str = Field(description="SHA-256 of the zone's snapshot in the assembly.")
    endpoint_url: str = Field(default="", description="Empty: real AWS. Otherwise an emulator: not evidence of AWS.")
    role_name: str
    accounts: tuple[str, ...] = Field(description="Account ids that were queried.")
    regions: tuple[str, ...]
    queries: tuple[QueryEntry, ...]
    whole: bool = Field(description="Every account and every query was selected, none was left out by an option.")


class EvidenceManifest(BaseModel):
    """The content of a finished run: ``manifest.json``."""

    model_config = _STRICT

    format: Literal["landing-zone-evidence/2"] = "landing-zone-evidence/2"
    run: str
    started: datetime
    finished: datetime
    caller: str = Field(description="ARN of the identity that started the collection.")
    tools: dict[str, str] = Field(description="Name to version.")
    settings: RunSettings
    asks: tuple[AskEntry, ...]
    counts: dict[str, int] = Field(description="Verdict to number of answers.")


class EvidenceRun(EvidenceManifest):
    """A finished run with every answer; read it with :func:`landing_zone.evidence.read.read_run`."""

    answers: tuple[EvidenceAnswer, ...] = Field(description="Sorted by account, Region, query, subject.")

    def of_control(self, control: str) -> tuple[EvidenceAnswer, ...]:
        """Return the answers that are evidence for a control, in the run's order."""
        return tuple(answer for answer in self.answers if control in answer.controls)

    @property
    def emulated(self) -> bool:
        """Whether an emulator answered instead of AWS."""
        return bool(self.settings.endpoint_url)
