"""What deployed accounts answered, joined to the controls it bears on: part of an assessment once it is collected."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

_STRICT = ConfigDict(frozen=True, extra="forbid")


class Stage(StrEnum):
    """How far what was designed has come, as evidence shows."""

    HOLDS = "holds"
    FAILS = "fails"
    UNDETERMINED = "undetermined"
    """It was asked, and in at least one place there is no answer."""
    STALE = "stale"
    """Some of it is older than the limit, so it counts as missing, and the rest that is there holds."""
    MISSING = "missing"
    """A query exists, and nothing was asked or nothing is there."""
    NOT_ASKED = "not-asked"
    """No query can show it."""


class EvidenceLine(BaseModel):
    """One answer that is no pass."""

    model_config = _STRICT

    query: str
    environment: str = Field(description="account/region, or the account.")
    subject: str
    resource_type: str
    verdict: str
    sentence: str
    asked_at: datetime
    digest: str = Field(description="SHA-256 of the kept answer, by which it is found in the run's folder.")


class PassedPlace(BaseModel):
    """Answers of one query in one place that pass."""

    model_config = _STRICT

    query: str
    environment: str
    passed: int
    oldest: datetime


class ControlEvidence(BaseModel):
    """What the run says of one control."""

    model_config = _STRICT

    control: str
    deployed: Stage = Field(description="Whether the stacks are there that hold what its checks judged.")
    operating: Stage = Field(description="Whether what was asked holds.")
    age_days: int | None = Field(description="Age of its oldest answer; none without answers.")
    passed: int
    failed: int
    undetermined: int
    stale: int
    queries: tuple[str, ...]
    passes: tuple[PassedPlace, ...]
    problems: tuple[EvidenceLine, ...]


class DriftEntry(BaseModel):
    """A resource, or a stack, that is not what its template says."""

    model_config = _STRICT

    environment: str
    subject: str
    resource_type: str
    sentence: str
    facts: dict[str, Any]
    asked_at: datetime


class StackDeployment(BaseModel):
    """A stack of the assembly, and whether it is in its account."""

    model_config = _STRICT

    stack: str
    environment: str
    state: Stage
    sentence: str
    asked_at: datetime | None


class EvidenceEntry(BaseModel):
    """One run of evidence, joined."""

    model_config = _STRICT

    run: str
    started: datetime
    finished: datetime
    caller: str
    emulated: bool = Field(description="An emulator answered: no evidence of AWS.")
    whole: bool = Field(description="No account and no query was left out.")
    same_configuration: bool = Field(description="The run was made for this very configuration of the zone.")
    limit_days: int = Field(description="Answers older than this count as missing.")
    counts: dict[str, int]
    tools: dict[str, str]
    queries: dict[str, str] = Field(description="Query to its title.")
    controls: tuple[ControlEvidence, ...]
    stacks: tuple[StackDeployment, ...]
    drift: tuple[DriftEntry, ...]

    def of_control(self, control: str) -> ControlEvidence | None:
        """Return what the run says of a control."""
        return next((entry for entry in self.controls if entry.control == control), None)
