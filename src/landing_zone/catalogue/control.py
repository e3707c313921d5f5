"""A control: an objective that the landing zone meets, what it answers, and how that is checked."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from landing_zone.catalogue.assertion import Assertion
from landing_zone.yaml.issue import FieldError

_STRICT = ConfigDict(frozen=True, extra="forbid")


class Mapping(BaseModel):
    """One requirement that a control answers, fully or partially, and who says so."""

    model_config = _STRICT

    framework: str
    requirement: str
    coverage: Literal["full", "partial"]
    missing: str = Field(default="", description="What this control leaves open; needed for 'partial'.")
    basis: Literal["sources", "judgement"] = Field(
        description="Public sources agree at this id, or it is our judgement."
    )
    sources: tuple[str, ...] = Field(
        default=(), description="The public sources that map a similar check to this exact id."
    )

    @model_validator(mode="after")
    def _says_why(self) -> Mapping:
        if self.coverage == "partial" and not self.missing:
            raise FieldError("a partial mapping says what is missing", fix="add 'missing'")
        if self.coverage == "full" and self.missing:
            raise FieldError("a full mapping leaves nothing open", fix="write 'coverage: partial', or remove 'missing'")
        if (self.basis == "sources") != bool(self.sources):
            raise FieldError(
                f"'basis: {self.basis}' and 'sources' do not go together",
                allowed="'basis: sources' with 'sources'; 'basis: judgement' without",
                fix="name the sources, or write 'basis: judgement'",
            )
        return self


class Decision(BaseModel):
    """An assertion of a control that is more precise than some of its rules, and so decides over them.

    Where the assertion passes on a resource, a failure of these rules on the same resource is *overruled*.
    """

    model_config = _STRICT

    assertion: str = Field(description="The id of an assertion of this control that judges single resources.")
    rules: tuple[str, ...] = Field(min_length=1, description="Rules of this control that it decides over.")
    undetermined_only: StrictBool = Field(
        default=False,
        description="The rules mean more than the assertion: it decides only where they are undetermined.",
    )
    said_by_rules: StrictBool = Field(
        default=False,
        description="Where one of the rules fails too, that is the same fact: the assertion's failure is left out.",
    )
    reason: str = Field(min_length=20, description="What the rules do not see, and the assertion does.")
    source: str = Field(pattern=r"^https://\S+$", description="The page of AWS, or of a standard, that says so.")


class Control(BaseModel):
    """An objective in plain words, the requirements it answers, and the checks that can fail."""

    model_config = _STRICT

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="Also the file's name.")
    title: str = Field(min_length=5)
    watched: str = Field(
        default="",
        pattern=r"^(It is found if .+)?$",
        description="The title where only AWS Config or Security Hub looks at it: It is found if Macie is off.",
    )
    statement: str = Field(min_length=20, description="What holds, in words an auditor understands.")
    remediation: str = Field(min_length=10, description="What to do when it does not hold.")
    requirements: tuple[Mapping, ...] = Field(default=(), description="What it answers; may be empty for resilience.")
    provided_by: tuple[str, ...] = Field(default=(), description="Building blocks: CustomerManagedKey.")
    rules: tuple[str, ...] = Field(default=(), description="Qualified rules of engines: checkov::CKV_AWS_7.")
    assertions: tuple[Assertion, ...] = ()
    decides: tuple[Decision, ...] = Field(
        default=(), description="Where an assertion decides over rules that cannot see far enough."
    )
    config_rules: tuple[str, ...] = Field(
        default=(), description="AWS Config managed rules, by identifier: CMK_BACKING_KEY_ROTATION_ENABLED."
    )
    security_hub: tuple[str, ...] = Field(default=(), description="Security Hub CSPM controls: KMS.4.")
    manual: str = Field(default="", description="Why no check is possible, and what a person does instead.")

    @model_validator(mode="after")
    def _can_fail(self) -> Control:
        if not self.rules and not self.assertions and not self.manual:
            raise FieldError("nothing can fail", fix="give 'rules' or 'assertions', or say why not in 'manual'")
        ids = [assertion.id for assertion in self.assertions]
        if len(ids) != len(set(ids)):
            repeated = ", ".join(sorted({i for i in ids if ids.count(i) > 1}))
            raise FieldError(f"assertion ids repeat: {repeated}", fix="give each assertion an id of its own")
        return self

    @model_validator(mode="after")
    def _has_a_title_when_watched(self) -> Control:
        watching = [assertion.id for assertion in self.assertions if assertion.watches]
        named = [assertion.watches for assertion in self.assertions if assertion.watches]
        if unknown := sorted(set(named) - set(self.config_rules)):
            raise FieldError(
                f"an assertion watches by {unknown[0]}, which is not among the control's rules of AWS Config",
                value=unknown[0],
                allowed=", ".join(self.config_rules) or "a rule under 'config_rules'",
                fix="add it to 'config_rules', so that it is deployed",
            )
        if watching and not self.watched:
            raise FieldError(
                f"'{watching[0]}' only watches, and there is no title for when nothing else passes",
                allowed="'watched', which begins with 'It is found if'",
                fix="add 'watched': what the rules would report",
            )
        if self.watched and not watching:
            raise FieldError(
                "'watched' is a title for when only rules of AWS Config pass, and no assertion watches",
                value=self.watched,
                allowed="'watched' with an assertion whose 'watches' names a rule",
                fix="remove 'watched', or add the assertion",
            )
        return self

    def assertion_rule(self, assertion: Assertion) -> str:
        """Return the qualified rule id of one of its assertions: ``assertion::kms-rotation.rotation-on``."""
        return self.rule_of(assertion.id)

    def rule_of(self, assertion: str) -> str:
        """Return the qualified rule id of one of its assertions by its id."""
        return f"assertion::{self.id}.{assertion}"

    @property
    def all_rules(self) -> tuple[str, ...]:
        """Every qualified rule that bears on it, its assertions included."""
        return (*self.rules, *(self.assertion_rule(a) for a in self.assertions))
