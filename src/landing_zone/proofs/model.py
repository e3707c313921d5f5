"""A proof: what is broken in an assembly, and which rules must then fail.

A check that was never seen to fail may be unable to fail. So each rule that a control names has a proof in
``policies/proofs/<control>.yaml``, and ``tests/proofs`` runs all of them each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from landing_zone.catalogue.assertion import EnvironmentFilter, JmesPath
from landing_zone.yaml.issue import FieldError

_STRICT = ConfigDict(frozen=True, extra="forbid")


class Added(BaseModel):
    """A resource that a change puts into a template, as a template would declare it."""

    model_config = _STRICT

    Type: str = Field(pattern=r"^(AWS|Alexa|Custom)::", description="CloudFormation type.")
    Properties: dict[str, Any] = Field(default_factory=dict)


class Change(BaseModel):
    """One change of an assembly: which resources, and what happens to them.

    ``type``, ``where``, ``environments`` and ``stack`` select; the first that is selected is changed, in the order of
    stacks and then of the template, or each of them with ``every``. Without ``type``, the template itself is meant.
    """

    model_config = _STRICT

    type: str | None = Field(
        default=None,
        description="CloudFormation type of the resources that are changed; or LandingZone::Assembly::Stack, for the "
        "stacks' 'tags' and 'region', or LandingZone::Configuration::Account, for what the configuration says of them.",
    )
    where: JmesPath | None = Field(default=None, description="JMESPath over the properties; true selects.")
    environments: EnvironmentFilter | None = Field(default=None, description="Only in these environments of the zone.")
    stack: str = Field(default="*", description="Only in stacks of this name; '*' and '?' match characters.")
    every: StrictBool = Field(default=False, description="Change each selected resource, and not the first alone.")
    delete: StrictBool = Field(default=False, description="Remove the resource from the template.")
    set: dict[str, Any] = Field(
        default_factory=dict,
        description="Path below Properties to its new value: 'Rules.0.Status'. A number is a position in a list, "
        "'*' each element, '+' a new last one; names with a dot are written in double quotes.",
    )
    remove: tuple[str, ...] = Field(default=(), description="Paths below Properties that are removed.")
    metadata: dict[str, Any] = Field(
        default_factory=dict, description="Entries of the resource's Metadata, or of the template's without 'type'."
    )
    add: dict[str, Added] = Field(
        default_factory=dict, description="Without 'type': logical id to a resource that is put into the template."
    )

    @model_validator(mode="after")
    def _does_something(self) -> Change:
        if self.type is None:
            if self.where or self.delete or self.set or self.remove:
                raise FieldError("'where', 'delete', 'set' and 'remove' are about resources", fix="give 'type'")
            if not self.add and not self.metadata:
                raise FieldError(
                    "a change without 'type' adds resources or metadata to a template", fix="give one of them"
                )
        else:
            if self.add:
                raise FieldError("'add' is about a template, not about resources", fix="leave 'type' out")
            if self.delete == bool(self.set or self.remove or self.metadata):
                raise FieldError(
                    "a change of a resource either deletes it, or sets or removes something", fix="give one"
                )
        return self


class Proof(BaseModel):
    """Changes after which some rules fail that did not fail before."""

    model_config = _STRICT

    change: tuple[Change, ...] = Field(min_length=1, description="Carried out one after the other.")
    template: dict[str, Any] = Field(
        default_factory=dict,
        description="A separate template, for what the zone does not have: it is put beside the zone's stacks as a "
        "stack 'Proof', everything named under 'fails' passes on it, and only in it something is changed.",
    )
    at: str = Field(
        default="",
        description="Where the failure shows, if not in an environment that was changed: a pattern of the environment, "
        "the construct path or '<stack>/<logical id>'.",
    )
    fails: tuple[str, ...] = Field(min_length=1, description="Qualified rules that then fail: each of them.")

    @model_validator(mode="after")
    def _each_once(self) -> Proof:
        if len(self.fails) != len(set(self.fails)):
            repeated = ", ".join(sorted({r for r in self.fails if self.fails.count(r) > 1}))
            raise FieldError("rules repeat", value=repeated, allowed="each rule once", fix="remove the second")
        if self.template and not self.template.get("Resources"):
            raise FieldError("'template' is a CloudFormation template: it has 'Resources'", fix="add 'Resources'")
        return self


class ControlProofs(BaseModel):
    """The proofs of one control: one file."""

    model_config = _STRICT

    control: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="The control's id; also the file's name.")
    proofs: tuple[Proof, ...] = Field(min_length=1)

    def rules(self) -> Iterator[str]:
        """Yield every rule that is proven, some more than once."""
        for proof in self.proofs:
            yield from proof.fails
