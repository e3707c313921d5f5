"""The assessment's format (``cdk.out/assessment.json``), which reports, ``lz verify`` and others read."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from landing_zone.assessment.evidence_model import EvidenceEntry, Stage
from landing_zone.assessment.run_model import (
    BrokenFileEntry,
    DeliveryEntry,
    LackEntry,
    Provenance,
    Seal,
    SearchEntry,
    UnexaminedEntry,
)
from landing_zone.assessment.waiver_entry import WaiverEntry
from landing_zone.catalogue.assertion import EnvironmentFilter
from landing_zone.engines.entry import EngineEntry
from landing_zone.inventory.model import Inventory

_STRICT = ConfigDict(frozen=True, extra="forbid")


class RequirementStatus(StrEnum):
    """The status of a requirement."""

    PROVEN = "proven"
    """Checked, and each check has a proof that it can fail."""
    CHECKED = "checked"
    """Every mapped check passes on real resources, and together they cover the requirement."""
    RUN_TIME_ONLY = "evidenced-at-run-time-only"
    WAIVED = "waived"
    """A check fails, and a valid waiver covers it."""
    PARTLY_MET = "partly-met"
    """The checks pass, and a named part is missing."""
    INHERITED = "inherited-from-aws"
    ORGANISATIONAL = "organisational"
    """People and documents: the organisation must do it itself."""
    NOT_MET = "not-met"
    """A mapped check fails or is undetermined, or infrastructure should answer it and no control does."""
    NOT_APPLICABLE = "not-applicable"
    """What the configuration says of the entity makes it not applicable."""
    SUPERSEDED = "superseded"
    """Another requirement has replaced it. It is shown, and never counted."""


class ControlStatus(StrEnum):
    """The result of all checks of one control."""

    HELD = "held"
    """Something in the templates holds it: a resource, a place, or a search for what is prohibited; or accounts do."""
    HELD_WITH_WAIVERS = "held-with-waivers"
    """Held, but for findings that valid waivers cover."""
    WATCHED = "watched"
    """Only a rule of AWS Config or Security Hub looks at it, in deployed accounts: a deviation would be found."""
    WAIVED = "waived"
    """Every finding of its checks is one that a valid waiver covers: nothing passes."""
    NOT_HELD = "not-held"
    NOT_APPLICABLE = "not-applicable"
    """None of its checks found anything to judge."""
    NOT_IN_THIS_SHAPE = "not-in-this-shape"
    """What it says is not so here: a check of it needs what the zone does not have, or had before."""
    MANUAL = "manual"


class ResourceEntry(BaseModel):
    """One resource of the assembly; others name it by its position in ``Assessment.resources``."""

    model_config = _STRICT

    stack: str
    logical_id: str
    type: str
    construct_path: str
    environment: str
    source: str = ""


class FindingEntry(BaseModel):
    """A check that did not pass."""

    model_config = _STRICT

    resource: int | None = Field(description="Position in 'resources'; none when it is about a stack or environment.")
    stack: str = ""
    environment: str = ""
    detail: str = ""
    message: str = ""
    source: str = ""
    waiver: str = ""
    decided_by: str = Field(default="", description="Of an overruled finding: the assertion that decides.")


class CheckEntry(BaseModel):
    """One rule or assertion, and its result for every resource that it judged."""

    model_config = _STRICT

    rule: str
    also: tuple[str, ...] = Field(default=(), description="Other rules that say the same: one fact, counted once.")
    engine: str
    title: str = ""
    controls: tuple[str, ...] = ()
    advice: str = Field(default="", description="Why this rule does not stop; empty when it stops.")
    proofs: tuple[str, ...] = Field(
        default=(),
        description="What was broken so that this check was seen to fail, by the record of `lz prove`.",
    )
    watches: bool = Field(
        default=False,
        description="It shows that AWS Config or Security Hub would find a deviation, not that none is there.",
    )
    passed: tuple[int, ...] = Field(description="Positions in 'resources'.")
    elsewhere: tuple[str, ...] = Field(
        default=(), description="What passes and is not a resource: 'environment 111111111111/eu-west-1', 'stack NAME'."
    )
    met: tuple[int, ...] = Field(
        default=(), description="Positions of the resources by which a presence in an environment holds."
    )
    searched: SearchEntry | None = Field(
        default=None, description="What was searched for something that may not be there, where nothing was found."
    )
    failed: tuple[FindingEntry, ...] = ()
    waived: tuple[FindingEntry, ...] = ()
    undetermined: tuple[FindingEntry, ...] = ()
    overruled: tuple[FindingEntry, ...] = Field(
        default=(), description="Failed or undetermined where a more precise assertion of the control passes."
    )
    lacks: tuple[str, ...] = Field(
        default=(), description="Features that it needs, and that the zone or some of its environments lack."
    )
    left_out: tuple[int, ...] = Field(
        default=(), description="With 'lacks': positions in 'environments' where it is not asked; none: it is nowhere."
    )

    @property
    def not_asked(self) -> bool:
        """Whether it is asked nowhere, because of what the zone lacks."""
        return bool(self.lacks) and not self.left_out

    @property
    def rules(self) -> tuple[str, ...]:
        """Every rule that this is the result of."""
        return (self.rule, *self.also)

    @property
    def passed_elsewhere(self) -> int:
        """The number of passes about no single resource."""
        return len(self.elsewhere)


class ControlEntry(BaseModel):
    """One control and its verdict."""

    model_config = _STRICT

    id: str
    title: str = Field(description="What holds; of a watched control, what would be found.")
    objective: str = Field(default="", description="The title in the catalogue: what is to hold.")
    watched: str = Field(default="", description="The title in the catalogue for when it is only watched.")
    statement: str
    remediation: str
    status: ControlStatus = Field(description="The worst of the stages that were asked.")
    designed: ControlStatus = Field(default=ControlStatus.NOT_APPLICABLE, description="By the templates alone.")
    provided_by: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    assertions: tuple[AssertionEntry, ...] = ()
    decides: tuple[DecisionEntry, ...] = ()
    config_rules: tuple[str, ...] = ()
    security_hub: tuple[str, ...] = ()
    manual: str = ""
    requirements: tuple[MappingEntry, ...] = ()
    passed: int = 0
    failed: int = 0
    waived: int = 0
    undetermined: int = 0
    overruled: int = 0
    lacks: tuple[str, ...] = Field(
        default=(), description="Features that a check of it needs, and that the zone or environments of it lack."
    )
    left_out: tuple[int, ...] = Field(
        default=(),
        description="With 'lacks': positions in 'environments' where a check of it is not asked; none where one is "
        "asked nowhere.",
    )
    waivers: dict[str, int] = Field(default_factory=dict, description="Waiver to the number of findings it covers.")


class AssertionEntry(BaseModel):
    """One assertion of a control."""

    model_config = _STRICT

    rule: str
    description: str
    needs: tuple[str, ...] = Field(default=(), description="What the zone must have for it to be asked.")
    environments: EnvironmentFilter | None = Field(
        default=None, description="With 'needs': the environments of the zone that it means; all by default."
    )


class DecisionEntry(BaseModel):
    """An assertion of a control that decides over some of its rules."""

    model_config = _STRICT

    assertion: str = Field(description="Its rule id: assertion::kms-rotation.rotation-on.")
    rules: tuple[str, ...]
    reason: str
    source: str


class MappingEntry(BaseModel):
    """A requirement that a control answers."""

    model_config = _STRICT

    framework: str
    requirement: str
    coverage: Literal["full", "partial"]
    missing: str = ""
    basis: Literal["sources", "judgement"]
    sources: tuple[str, ...] = ()


class RequirementEntry(BaseModel):
    """One requirement of a framework, and the controls that answer it."""

    model_config = _STRICT

    id: str
    parent: str | None
    level: Literal["principal", "section", "requirement"]
    title: str
    answerable: Literal["infrastructure", "shared", "organisational"]
    applies_if: tuple[str, ...] = Field(
        default=(), description="Facts of the entity, all of which must be true for it to apply."
    )
    superseded_by: str = ""
    superseded_since: date | None = None
    status: RequirementStatus = Field(description="The worst of the stages that were asked.")
    designed: RequirementStatus = Field(default=RequirementStatus.NOT_MET, description="By the templates alone.")
    deployed: Stage = Field(default=Stage.NOT_ASKED, description="The worst of its controls.")
    operating: Stage = Field(default=Stage.NOT_ASKED, description="The worst of its controls.")
    waivers: tuple[str, ...] = Field(default=(), description="Ids of the waivers that cover findings of its controls.")
    why: str = Field(description="One or two sentences that explain the status.")
    controls: tuple[str, ...] = ()
    missing: tuple[str, ...] = Field(default=(), description="What stays open, in plain words.")
    lacks: tuple[str, ...] = Field(default=(), description="Features that its controls lack; 'missing' says of which.")
    organisation: str = ""
    owner: str = ""
    evidence: str = ""
    inherited: str = ""
    contributes: str = Field(default="", description="What the landing zone hands over where no check can show it.")
    documents: tuple[str, ...] = Field(default=(), description="Ids of generated documents that feed its evidence.")

    @property
    def tested(self) -> bool:
        """Whether it has a status of its own, and is counted unless superseded; headings take theirs from below."""
        return self.level == "requirement"

    @property
    def service_provider_only(self) -> bool:
        """Whether it is required of service providers alone."""
        return "service_provider" in self.applies_if


class FrameworkEntry(BaseModel):
    """One framework in scope."""

    model_config = _STRICT

    id: str
    title: str
    edition: str
    published: str
    source: str
    note: str = ""
    counts: dict[str, int] = Field(
        description="Requirement status to number of requirements with it; without superseded ones."
    )
    requirements: tuple[RequirementEntry, ...]


class StackEntry(BaseModel):
    """One stack of the assembly."""

    model_config = _STRICT

    name: str
    template: str
    digest: str
    account: str
    region: str
    resources: int
    synthesizer: str = Field(
        default="", description="What the CDK CLI deploys it with, where that is not the CDK's default synthesizer."
    )


class EnvironmentEntry(BaseModel):
    """One account and Region of the zone."""

    model_config = _STRICT

    name: str
    account_id: str
    region: str
    role: str
    scope: str
    stage: str
    owner: str = ""


class Outcome(StrEnum):
    """What a verdict says. A program ends with 0 for held, and with 1 for both others."""

    HELD = "held"
    """Every control holds, or a valid waiver covers what does not."""
    NOT_HELD = "not-held"
    """A check fails."""
    UNDETERMINED = "undetermined"
    """No check fails, and something could not be judged; or nothing at all was judged."""


def _outcome(data: dict[str, Any]) -> Outcome:
    return Outcome.HELD if data.get("held") else Outcome.NOT_HELD


class Verdict(BaseModel):
    """The project's verdict, computed from findings and waivers only; what several rules say alike counts once."""

    model_config = _STRICT

    held: bool = Field(description="Whether the outcome is 'held'.")
    outcome: Outcome = Field(default_factory=_outcome)
    passed: int
    failed: int
    waived: int
    undetermined: int
    advice: int = Field(default=0, description="Failed or undetermined by rules that do not stop; in no other count.")
    overruled: int = 0
    unexamined: int = Field(default=0, description="Resources that no control examines.")


class Assessment(BaseModel):
    """Findings, waivers and catalogue, joined."""

    model_config = _STRICT

    format: Literal["landing-zone-assessment/4"] = "landing-zone-assessment/4"
    as_of: date = Field(description="The day on which waivers were judged; the one injected time of the run.")
    organisation: str = ""
    of_this_zone: bool = Field(description="An assembly of the landing zone, or templates from elsewhere.")
    verdict: Verdict
    engines: tuple[EngineEntry, ...]
    environments: tuple[EnvironmentEntry, ...]
    stacks: tuple[StackEntry, ...]
    resources: tuple[ResourceEntry, ...]
    checks: tuple[CheckEntry, ...]
    controls: tuple[ControlEntry, ...]
    frameworks: tuple[FrameworkEntry, ...]
    waivers: tuple[WaiverEntry, ...]
    security_hub_waivers: tuple[WaiverEntry, ...] = Field(
        default=(), description="Controls of Security Hub that are switched off in the whole organisation."
    )
    provenance: Provenance | None = None
    zone: dict[str, Any] | None = Field(
        default=None, description="The configuration's snapshot: organisation, accounts, contacts, data classes."
    )
    inventory: Inventory | None = Field(default=None, description="What the templates would build, as lists.")
    evidence: EvidenceEntry | None = Field(default=None, description="The evidence of deployed accounts.")
    stale_proofs: dict[str, str] = Field(
        default_factory=dict, description="Controls whose proofs do not count, each with the reason: see `lz prove`."
    )
    not_judged: tuple[str, ...] = Field(default=(), description="What was not judged at all, each with the reason.")
    unexamined: tuple[UnexaminedEntry, ...] = Field(
        default=(), description="Resources on which no check that a control names gave a result, by type."
    )
    deliveries: tuple[DeliveryEntry, ...] = Field(
        default=(), description="The contracts of delivery; the results are the checks of their rules."
    )
    lacks: tuple[LackEntry, ...] = Field(default=(), description="What the zone's shape does not have.")
    broken_files: tuple[BrokenFileEntry, ...] = Field(
        default=(), description="Files that may be templates and could not be read: the exit code is 2 then."
    )
    assumed: tuple[str, ...] = Field(
        default=(),
        description="Values that were taken for granted: of Systems Manager, as a template here writes them.",
    )
    seal: Seal


CheckEntry.model_rebuild()
ControlEntry.model_rebuild()
