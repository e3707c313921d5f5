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
    before: str = Field(default="", description="The approval: proposed, approved, partly, changed, expired.")
    after: str = ""


class Fate(StrEnum):
    """What a deployment would do with a resource."""

    REPLACED = "replaced"
    """Created again, and the old one deleted: its data is lost, unless it is retained."""
    DELETED = "deleted"
    KEPT = "left behind"
    """Removed from the stack and kept in the account (``DeletionPolicy: Retain``)."""
    ORPHANED = "orphaned"
    """Its stack is no longer in the assembly: the CDK deletes none, so both stay deployed, and nothing updates them."""
    ADDED = "added"
    UPDATED = "updated"


class ResourceChange(BaseModel):
    """One resource of a stack."""

    model_config = _STRICT

    stack: str
    environment: str = ""
    logical_id: str
    type: str
    fate: Fate
    because: tuple[str, ...] = Field(
        default=(), description="The properties that changed; of a replacement, only those that cause it."
    )
    holds_data: bool = Field(default=False, description="Its type keeps data, logs or keys.")
    retained: bool = Field(default=False, description="Of a replaced one: the old one stays, with its data.")


class Widening(BaseModel):
    """A right that is new, or a guardrail that allows more than before."""

    model_config = _STRICT

    stack: str
    environment: str = ""
    logical_id: str
    type: str
    place: str = Field(description="The property that holds the policy or rule.")
    what: str


class EnvironmentChange(BaseModel):
    """An account in a Region that is new, or that the configuration no longer has."""

    model_config = _STRICT

    environment: str = Field(description="555555555555/eu-west-1")
    name: str = Field(description="cde-production/eu-west-1")
    change: Literal["new", "gone"]
    about: str = Field(default="", description="Role, scope and stage.")
    stacks: int
    resources: int
    rights: dict[str, int] = Field(default_factory=dict, description="Those within it, by kind.")
    like: str = Field(default="", description="The environment of the same role that it is most alike.")
    unlike: tuple[str, ...] = Field(default=(), description="What of it is not as there.")
    recipe: str = Field(description="How it is done: docs/day-2.md#add-an-account")
    holds_data: dict[str, int] = Field(
        default_factory=dict, description="Of one that is gone: the types that keep data, logs or keys."
    )


class Risk(StrEnum):
    """What a deployment would do beside what was meant."""

    FAILS = "would fail"
    LOSES = "loses data"
    LEAVES = "leaves behind"
    REPLACES = "replaces"
    KEEPS = "keeps rights"
    """A bootstrap has rights that nothing needs any more, until it is deployed again."""


class Effect(BaseModel):
    """One thing that a deployment would do, and to what."""

    model_config = _STRICT

    risk: Risk
    what: str
    resources: tuple[str, ...] = Field(default=(), description="STACK/LOGICAL-ID, or a stack.")


class Precaution(BaseModel):
    """A change that needs something done before it is deployed, or is better not made."""

    model_config = _STRICT

    cause: str
    recipe: str = Field(description="docs/day-2.md#rename-an-account")
    effects: tuple[Effect, ...]

    @property
    def stops(self) -> bool:
        """Whether a deployment would fail, lose data, or leave something behind."""
        return any(effect.risk not in (Risk.REPLACES, Risk.KEEPS) for effect in self.effects)


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
    environments: tuple[EnvironmentChange, ...] = ()
    before_you_deploy: tuple[Precaution, ...] = ()

    @property
    def worse(self) -> bool:
        """Whether a requirement got worse."""
        return any(change.direction is Direction.WORSE for change in self.requirements)

    @property
    def stops(self) -> bool:
        """Whether somebody has to look before this is deployed: the exit code is 1."""
        return self.worse or any(precaution.stops for precaution in self.before_you_deploy)
