"""Ways by which a principal gets rights that it was not given: ``policies/escalations.yaml``.

:mod:`landing_zone.escalation` asks each of them of each principal of an assembly.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from landing_zone.catalogue.delivery import Action
from landing_zone.files.policies_folder import own_or_shipped
from landing_zone.yaml.yaml_file import read_yaml

FILE = "escalations.yaml"
RULE = "escalation::"
"""How the rules' ids begin."""


class Gain(StrEnum):
    """What is done; each is a rule."""

    CHANGES_RIGHTS = "changes-rights"
    PASSES_ROLE = "passes-role"
    TAKES_OVER_CODE = "takes-over-code"
    ASSUMES_ROLE = "assumes-role"

    @property
    def rule(self) -> str:
        """The qualified id of its rule: ``escalation::passes-role``."""
        return f"{RULE}{self.value}"


TITLES = {
    Gain.CHANGES_RIGHTS: "No principal can change rights, its own or another's, but those that deploy.",
    Gain.PASSES_ROLE: "No principal can pass a role with such rights to a service that does what it says.",
    Gain.TAKES_OVER_CODE: "No principal can change what runs as a role with such rights.",
    Gain.ASSUMES_ROLE: "No principal can assume a role with such rights.",
}
"""What a rule says, for people."""


class Changed(StrEnum):
    """What the actions are on, as ARNs of IAM name it."""

    POLICY = "policy"
    ROLE = "role"
    USER = "user"
    GROUP = "group"
    SAML_PROVIDER = "saml-provider"
    OIDC_PROVIDER = "oidc-provider"
    STACK = "stack"
    """A stack of the landing zone: CloudFormation changes it as the role that deployed it, which need not be passed."""
    ANYTHING = "anything"
    """Resources of other services: an allowed action is enough, on whatever."""


class Escalation(BaseModel):
    """One way."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="It is in findings and tests.")
    does: str = Field(description="What a principal does, after its name: writes a policy into a role.")
    needs: tuple[Action | tuple[Action, ...], ...] = Field(
        min_length=1, description="Actions, each of which must be allowed; of a list in the list, one of them."
    )
    changes: Changed | None = Field(default=None, description="For a change of rights: what of.")
    passes: str = Field(default="", description="The service that a role is passed to.")
    of: str = Field(default="", description="The type of what is taken over.")
    role: str = Field(default="", description="Its property that names the role as which it runs.")
    assumes: bool = Field(default=False, description="Whether it is to assume a role.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [bool(self.changes), bool(self.passes), bool(self.of), self.assumes]
        if sum(ways) != 1 or bool(self.of) != bool(self.role):
            raise ValueError("a path has one of: changes; passes; of, with role; assumes")
        return self

    @property
    def way(self) -> Gain:
        """What kind of path it is."""
        if self.changes:
            return Gain.CHANGES_RIGHTS
        if self.passes:
            return Gain.PASSES_ROLE
        return Gain.TAKES_OVER_CODE if self.of else Gain.ASSUMES_ROLE

    @property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """``needs``, with each action as a list of one."""
        return tuple((one,) if isinstance(one, str) else one for one in self.needs)


class Door(BaseModel):
    """What gives a role to people or programs that have no identity in IAM."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lets: str = Field(description="Whom it lets in.")
    roles: str = Field(description="The property with the roles' ARNs: a text, a list, or a mapping.")


class Escalations(BaseModel):
    """The file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: tuple[str, ...] = Field(min_length=1, description="The public lists that these are in, with the day.")
    paths: tuple[Escalation, ...] = Field(min_length=1)
    doors: dict[str, Door] = Field(description="Type to what it lets in.")


def escalations_file(policies: Path) -> Path:
    """Return the file of the ways; the project's own for policies without one, since they are of AWS."""
    return own_or_shipped(policies, FILE)


def load_escalations(policies: Path) -> Escalations:
    """Read the ways.

    Raises:
        UserError: the file is wrong.
    """
    return read_yaml(escalations_file(policies)).parse(Escalations)
