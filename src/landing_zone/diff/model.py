"""The difference between two assemblies, as data."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

_STRICT = ConfigDict(frozen=True, extra="forbid")


class Direction(StrEnum):
    """How a status changed."""

    WORSE = "worse"
    WAIVED = "waived"
    """It would not be worse without what waivers cover now and did not before."""
    BETTER = "better"
    OTHER = "other"
    """Neither: other people or AWS answer now, and none of our checks did before."""


class RequirementChange(BaseModel):
    """A requirement whose status changed, or of whose controls another waiver covers findings."""

    model_config = _STRICT

    framework: str
    id: str
    title: str
    before: str = Field(description="A requirement status, or 'absent'.")
    after: str = Field(description="A requirement status, or 'absent'.")
    direction: Direction
    waivers: tuple[str, ...] = Field(default=(), description="Those that covered no finding of its controls before.")
    why: str = ""


class ClaimChange(BaseModel):
    """A claim of the catalogue that is new, or gone: a control answers a requirement, or a check covers it."""

    model_config = _STRICT

    claim: str = Field(description="'key-rotation answers pci-dss-4.0.1 3.7.4 (full)'.")
    appeared: bool


class ControlChange(BaseModel):
    """A control whose verdict changed."""

    model_config = _STRICT

    id: str
    title: str
    before: str
    after: str
    direction: Direction


class WaiverChange(BaseModel):
    """A waiver that is new or gone, covers more than before, or has another approval."""

    model_config = _STRICT

    id: str
    change: Literal["new", "gone", "changed"]
    newly_covers: int = Field(default=0, description="Findings that no waiver covered before.")
    accounts: tuple[str, ...] = Field(default=(), description="Names of the accounts in which these are.")
    unapproved_in: tuple[str, ...] = Field(default=(), description="Where its approval is to be renewed.")
    before: str = Field(default="", description="The approval: proposed, approved, partly, expired.")
    after: str = ""


class Fate(StrEnum):
    """What CloudFormation would do with a resource."""

    REPLACED = "replaced"
    """Created again, and the old one deleted: its data is lost, unless it is retained."""
    DELETED = "deleted"
    KEPT = "left behind"
    """Removed from the stack and kept in the account (``DeletionPolicy: Retain``)."""
    ADDED = "added"
    UPDATED = "updated"


class ResourceChange(BaseModel):
    """One resource of a stack."""

    model_config = _STRICT

    stack: str
    logical_id: str
    type: str
    fate: Fate
    because: tuple[str, ...] = Field(
        default=(), description="The properties that changed; of a replacement, only those that cause it."
    )
    holds_data: bool = Field(default=False, description="Its type keeps data, logs or keys.")


class Widening(BaseModel):
    """A right that is new, or a guardrail that allows more than before."""

    model_config = _STRICT

    stack: str
    logical_id: str
    type: str
    place: str = Field(description="The property that holds the policy or rule.")
    what: str


class Difference(BaseModel):
    """Everything that differs, sorted."""

    model_config = _STRICT

    old: str
    new: str
    requirements: tuple[RequirementChange, ...] = ()
    controls: tuple[ControlChange, ...] = ()
    waivers: tuple[WaiverChange, ...] = ()
    claims: tuple[ClaimChange, ...] = ()
    resources: tuple[ResourceChange, ...] = ()
    guardrails: tuple[Widening, ...] = Field(default=(), description="Organisation policies that allow more.")
    rights: tuple[Widening, ...] = Field(default=(), description="Allowed now, and not before.")
    narrowed: int = Field(default=0, description="Rights and openings that are gone.")

    @property
    def worse(self) -> bool:
        """Whether a requirement got worse."""
        return any(change.direction is Direction.WORSE for change in self.requirements)
