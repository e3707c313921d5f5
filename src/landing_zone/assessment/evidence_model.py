"""Evidence of deployed accounts, joined to controls: part of an assessment once it is collected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

_STRICT = ConfigDict(frozen=True, extra="forbid")


class Stage(StrEnum):
    """The state of a control or stack in the deployed accounts, as evidence shows it."""

    HOLDS = "holds"
    FAILS = "fails"
    UNDETERMINED = "undetermined"
    """It was queried, and at least one place gave no result."""
    STALE = "stale"
    """Some answers are older than the limit, so they count as missing, and the others hold."""
    MISSING = "missing"
    """A query exists, and it did not run or gave no answer."""
    NOT_ASKED = "not-asked"
    """No query is about it alone, and no rule of AWS Config or Security Hub that was queried gave a result about it."""


_WORST_FIRST = (Stage.FAILS, Stage.UNDETERMINED, Stage.STALE, Stage.MISSING, Stage.HOLDS, Stage.NOT_ASKED)


def worst_stage(found: Iterable[Stage]) -> Stage:
    """Return the worst of some states; what was not asked counts least, and of none it is the result."""
    return min(found, key=_WORST_FIRST.index, default=Stage.NOT_ASKED)


class EvidenceLine(BaseModel):
    """One answer that is not a pass."""

    model_config = _STRICT

    query: str
    environment: str = Field(description="account/region, or the account.")
    subject: str
    resource_type: str
    verdict: str
    sentence: str
    asked_at: datetime
    digest: str = Field(description="SHA-256 of the stored answer, by which it is found in the run's folder.")


class PassedPlace(BaseModel):
    """Answers of one query in one place that pass."""

    model_config = _STRICT

    query: str
    environment: str
    passed: int
    oldest: datetime


class ControlEvidence(BaseModel):
    """The run's evidence for one control."""

    model_config = _STRICT

    control: str
    deployed: Stage = Field(description="Whether the stacks that its checks judged are deployed.")
    operating: Stage = Field(description="Whether the answers hold.")
    age_days: int | None = Field(description="Age of its oldest answer; none without answers.")
    passed: int
    failed: int
    undetermined: int
    stale: int
    queries: tuple[str, ...]
    passes: tuple[PassedPlace, ...]
    problems: tuple[EvidenceLine, ...]
    not_as_judged: tuple[str, ...] = Field(
        default=(), description="The stacks that its checks judged and that are not deployed so: why 'deployed' fails."
    )


class DriftEntry(BaseModel):
    """A resource, or a stack, that differs from its template."""

    model_config = _STRICT

    environment: str
    subject: str
    resource_type: str
    sentence: str
    facts: dict[str, Any]
    asked_at: datetime


class StackDeployment(BaseModel):
    """A stack of the assembly, and whether it is deployed in its account."""

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
    emulated: bool = Field(description="An emulator answered: not evidence of AWS.")
    whole: bool = Field(description="No account and no query was left out.")
    same_configuration: bool = Field(description="The run was made for exactly this configuration of the zone.")
    limit_days: int = Field(description="Answers older than this count as missing.")
    counts: dict[str, int]
    tools: dict[str, str]
    queries: dict[str, str] = Field(description="Query to its title.")
    controls: tuple[ControlEvidence, ...]
    stacks: tuple[StackDeployment, ...]
    drift: tuple[DriftEntry, ...]

    @property
    def conclusive(self) -> bool:
        """Whether what it shows to operate does: all of AWS was asked, about exactly this configuration."""
        return self.whole and self.same_configuration and not self.emulated

    def of_control(self, control: str) -> ControlEvidence | None:
        """Return the run's evidence for a control."""
        return next((entry for entry in self.controls if entry.control == control), None)
