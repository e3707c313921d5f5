"""A framework: the tree of the requirements of one edition of a standard or a law."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from landing_zone.catalogue.document import Document
from landing_zone.yaml.day import Day

Fact = Literal[
    "merchant",
    "service_provider",
    "issuer",
    "multi_tenant",
    "designated",
    "payment_page",
    "terminals",
    "wireless",
    "processor",
]
"""A fact of ``entity`` in landing-zone.yaml. Held here too, as catalogue and configuration do not import each other."""


class Answerable(StrEnum):
    """Who can answer a requirement."""

    INFRASTRUCTURE = "infrastructure"
    """What is deployed can satisfy it, and a check can show that."""
    SHARED = "shared"
    """The landing zone contributes, the organisation completes."""
    ORGANISATIONAL = "organisational"
    """People and papers alone: policies, training, contracts."""


class Level(StrEnum):
    """The level of a requirement in its framework."""

    PRINCIPAL = "principal"
    SECTION = "section"
    REQUIREMENT = "requirement"


class Requirement(BaseModel):
    """One id of a framework. Titles are this project's own paraphrases, never the standard's text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(description="The id as the framework prints it: 10.3.4, 32(1)(a).")
    parent: str | None = Field(default=None, description="The id one level up; none for a principal requirement.")
    level: Level
    title: str = Field(min_length=3, description="What is required, paraphrased in a few words.")
    answerable: Answerable
    applies_if: tuple[Fact, ...] = Field(
        default=(),
        description="Facts of 'entity' in landing-zone.yaml; all must be true for it to apply: service_provider. "
        "Only of a requirement: a heading applies where something below it does.",
    )
    superseded_by: str = Field(default="", description="The id of the requirement that has replaced it.")
    superseded_since: Day | None = Field(
        default=None, description="The day since which the other one counts; with superseded_by."
    )
    organisation: str = Field(default="", description="What the organisation must do itself, in plain words.")
    owner: str = Field(default="", description="Who in an organisation typically owns it.")
    evidence: str = Field(default="", description="What an assessor usually asks to see.")
    contributes: str = Field(
        default="",
        description="What the landing zone gives the organisation for it where no check of a template can show it.",
    )
    documents: tuple[Document, ...] = Field(default=(), description="Generated documents that feed its evidence.")
    inherited: str = Field(
        default="", description="Where AWS's own attestation meets it: the AWS Artifact document type, and what stays."
    )

    @property
    def tested(self) -> bool:
        """Whether it is tested itself; a heading follows from those below it."""
        return self.level is Level.REQUIREMENT

    @property
    def service_provider_only(self) -> bool:
        """Whether it binds service providers alone."""
        return "service_provider" in self.applies_if


class Framework(BaseModel):
    """One edition of a standard or a law, as a tree of requirement ids."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", description="pci-dss-4.0.1; also the file's name.")
    title: str
    edition: str
    published: str = Field(description="When this edition was published: YYYY-MM or YYYY-MM-DD.")
    source: str = Field(description="Where the official text is available.")
    note: str = Field(default="", description="What the reader must know about the titles and the ids.")
    minimum_log_retention_days: StrictInt | None = Field(
        default=None, ge=1, description="How long audit logs must be kept."
    )
    minimum_log_retention_requirement: str | None = Field(default=None, description="The id that requires it.")
    minimum_log_hot_days: StrictInt | None = Field(
        default=None, ge=1, description="How long logs must be available at once."
    )
    requirements: tuple[Requirement, ...] = Field(min_length=1)

    def on(self, day: date) -> Framework:
        """Return it as it is asked on a day: what another requirement replaces later is asked until then."""
        none_yet = {"superseded_by": "", "superseded_since": None}
        asked = (
            r.model_copy(update=none_yet) if r.superseded_since is not None and r.superseded_since > day else r
            for r in self.requirements
        )
        return self.model_copy(update={"requirements": tuple(asked)})
