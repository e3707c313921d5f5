"""The organisational units that accounts are grouped in."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from landing_zone.config.fields import CONFIG, Form, Line

ROOT_UNIT = "Root"
"""The unit of the management account only, at the root of the organisation; it is not declared."""

_UNIT = Form(
    r"\S(?:[^\x00-\x1f\x7f]*\S)?",
    "this is not a name for an organisational unit",
    "1 to 128 characters, no space at either end: CDE Production",
    "write the name that the unit has in AWS Organizations",
    longest=128,
)

DEEPEST = 5
"""Most units below each other under the root. Source: AWS Organizations User Guide, "Quotas and service limits"."""

_UNIT_ID = Form(
    r"ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}",
    "this is not an id of an organisational unit",
    "ou-, the root's letters and digits, a hyphen, and 8 to 32 lower-case letters and digits: ou-exam-11111111",
    "run: aws organizations list-organizational-units-for-parent",
    longest=68,
)


class OrganisationalUnit(BaseModel):
    """A group of accounts with the same guardrails."""

    model_config = CONFIG

    name: Annotated[str, AfterValidator(_UNIT.check), _UNIT.schema] = Field(
        description="The unit's name. 'Root' is always there, and holds the management account alone."
    )
    purpose: Line = Field(description="What the accounts in it have in common, for the people who read reports.")
    id: Annotated[str, AfterValidator(_UNIT_ID.check), _UNIT_ID.schema] | None = Field(
        default=None, description="Its id in AWS Organizations; needed where a guardrail is attached to it."
    )
    parent: Line | None = Field(default=None, description="The unit that it is in; by default it is below the root.")
