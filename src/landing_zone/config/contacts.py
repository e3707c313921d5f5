"""The contacts for AWS, auditors and customers."""

from __future__ import annotations

from pydantic import BaseModel, Field

from landing_zone.config.fields import CONFIG, Email, Line, Phone


class Contact(BaseModel):
    """One team: the four fields that AWS requires in an alternate contact."""

    model_config = CONFIG

    name: Line = Field(description="The team's name: people change.")
    title: Line = Field(description="The role in the organisation.")
    email: Email = Field(description="A mailbox that the team reads.")
    phone: Phone = Field(description="A number that is answered, in international form, in quotes.")


class Contacts(BaseModel):
    """The three alternate contacts of every AWS account, and the one for data protection."""

    model_config = CONFIG

    security: Contact = Field(description="Whom AWS and our alerts notify of a threat.")
    operations: Contact = Field(description="Whom AWS notifies of service events.")
    billing: Contact = Field(description="Whom AWS notifies of billing matters.")
    data_protection: Contact = Field(description="The data protection officer, whom GDPR articles 37 to 39 describe.")
