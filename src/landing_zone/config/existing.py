"""What the accounts have already: the zone does not make it, and the report says so."""

from __future__ import annotations

from pydantic import BaseModel, Field

from landing_zone.config.fields import CONFIG, Line, Name


class Adopted(BaseModel):
    """Something that accounts have already."""

    model_config = CONFIG

    accounts: tuple[Name, ...] = Field(default=(), description="The accounts that have it; every account by default.")


class ExistingTrail(BaseModel):
    """A trail of the organisation."""

    model_config = CONFIG

    name: Line = Field(description="The trail's name, in the management account's home Region.")
    log_group: Line | None = Field(
        default=None, description="The log group that it writes to, for the alarms; without it there are no alarms."
    )


class ExistingLogArchive(BaseModel):
    """A bucket that keeps the logs of all accounts."""

    model_config = CONFIG

    bucket: Line = Field(description="The bucket's name, in the home Region; its policy admits the services that log.")


class Existing(BaseModel):
    """What the accounts have already, one switch for each."""

    model_config = CONFIG

    trail: ExistingTrail | None = Field(default=None, description="The organisation trail.")
    log_archive: ExistingLogArchive | None = Field(default=None, description="The bucket of audit logs.")
    recorder: Adopted | None = Field(default=None, description="AWS Config's recorder.")
    delivery_channel: Adopted | None = Field(default=None, description="AWS Config's delivery channel.")
    detector: Adopted | None = Field(default=None, description="GuardDuty's detector.")
    security_hub: Adopted | None = Field(default=None, description="Security Hub.")
    service_linked_roles: dict[Line, Adopted] = Field(
        default_factory=dict, description="Service-linked roles, by service: config.amazonaws.com."
    )
    control_tower: bool = Field(
        default=False, description="Whether AWS Control Tower governs the organisation: guardrails admit its roles."
    )
