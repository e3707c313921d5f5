"""A waiver: one stated and dated exception from rules that hold everywhere else."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from landing_zone.catalogue.assertion import EnvironmentFilter
from landing_zone.yaml.day import Day

TICKET = r"^\S*\d\S*$"
"""A ticket has a number, and no blank."""
_STRICT = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Waiver(BaseModel):
    """One exception. It covers all engines: name all the rules that report the same problem of the same resource."""

    model_config = _STRICT

    id: str = Field(
        pattern=r"^W-\d{4}$", description="W- and four digits, W-0001; never used again for another exception."
    )
    rules: tuple[Annotated[str, Field(min_length=1)], ...] = Field(
        min_length=1,
        description="Qualified rules: checkov::CKV_AWS_18, assertion::kms-rotation.rotation-on, or, for a rule that "
        "gives several findings on one resource, the exact one: AwsSolutions::AwsSolutions-IAM5[Resource::*].",
    )
    details: tuple[Annotated[str, Field(min_length=1)], ...] = Field(
        default=(),
        description="The text in the square brackets, when every rule of the waiver has the same: Resource::*.",
    )
    resources: tuple[Annotated[str, Field(min_length=1)], ...] = Field(
        min_length=1,
        description="Construct paths, to the resource itself (Stack/Bucket/Resource); template.yaml/LogicalId for a "
        "template from elsewhere; account/region for a finding about a whole environment. '*' and '?' match "
        "characters within one segment, and need 'matches' and 'generated'. ${slug}, ${account.log-archive} and others "
        "are values of landing-zone.yaml.",
    )
    in_each_environment: EnvironmentFilter | None = Field(
        default=None,
        description="The waiver covers its resources in each of these environments: ${environment} is that part of a "
        "stack's name.",
    )
    matches: int | None = Field(
        default=None, ge=1, strict=True, description="With a wildcard: how many resources the waiver covers."
    )
    generated: str | None = Field(
        default=None,
        min_length=20,
        description="With a wildcard: what generates these resources, so that they are alike.",
    )
    reason: str = Field(min_length=40, description="Why the rule is not kept here, for an auditor who knows no CDK.")
    owner: str = Field(min_length=2, description="Who answers for the exception.")
    approver: str | None = Field(
        default=None,
        min_length=2,
        description="Who agreed to the risk; another than the owner. Without it, policies/approvals.yaml says so.",
    )
    ticket: str | None = Field(
        default=None, pattern=TICKET, description="With an approver: where the decision is recorded: SEC-123."
    )
    created: Day = Field(description="The day it was written; with an approver, that of the decision.")
    expires: Day = Field(description="The last day on which it holds.")
    compensating_control: str = Field(min_length=30, description="What lowers the risk meanwhile.")

    @property
    def exact_rules(self) -> tuple[str, ...]:
        """Every rule that it covers, details written out: ``AwsSolutions::AwsSolutions-IAM5[Resource::*]``."""
        if not self.details:
            return self.rules
        return tuple(f"{rule}[{detail}]" for rule in self.rules for detail in self.details)

    @property
    def text(self) -> str:
        """What it covers, as written, in short: an approval that names this is not for what is added later."""
        where = self.in_each_environment.model_dump(mode="json") if self.in_each_environment else None
        said = json.dumps([sorted(self.exact_rules), sorted(self.resources), where, self.matches], sort_keys=True)
        return f"sha256:{hashlib.sha256(said.encode()).hexdigest()[:12]}"


class WaiverFile(BaseModel):
    """The content of ``policies/waivers.yaml``."""

    model_config = _STRICT

    waivers: tuple[Waiver, ...] = Field(description="The exceptions; an empty list when there are none.")
