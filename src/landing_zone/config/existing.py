"""What the accounts have already: the zone does not make it, and the report says so."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    SerializerFunctionWrapHandler,
    StrictBool,
    model_serializer,
)

from landing_zone.config.fields import CONFIG, Form, Line, Name

_TRAIL = Form(
    r"[A-Za-z0-9][A-Za-z0-9._-]*",
    "this is not a name of a trail",
    "3 to 128 letters, digits, '.', '_' and '-': aws-controltower-BaselineCloudTrail",
    "run: aws cloudtrail describe-trails",
    shortest=3,
    longest=128,
)
_LOG_GROUP = Form(
    r"[A-Za-z0-9._\-/#]+",
    "this is not a name of a log group",
    "1 to 512 letters, digits, '.', '_', '-', '/' and '#': aws-controltower/CloudTrailLogs",
    "run: aws logs describe-log-groups",
    longest=512,
)
_BUCKET = Form(
    r"[a-z0-9][a-z0-9.-]*[a-z0-9]",
    "this is not a name of a bucket",
    "3 to 63 lower-case letters, digits, '.' and '-': examplepay-logs",
    "give the name, not the ARN",
    shortest=3,
    longest=63,
)
_KEY = Form(
    r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(?:key|alias)/\S+",
    "this is not the ARN of a KMS key",
    "the ARN of the key or its alias: arn:aws:kms:eu-west-1:222222222222:key/12345678-1234-1234-1234-123456789012",
    "run: aws kms describe-key",
)


class Adopted(BaseModel):
    """Something that accounts have already, in the home and the mirror Region."""

    model_config = CONFIG

    accounts: tuple[Name, ...] = Field(
        default=(), min_length=1, description="The accounts that have it; every account without this line."
    )

    @model_serializer(mode="wrap")
    def _as_written(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave the list out where it was: an empty one, which would read as no account, is refused."""
        written: dict[str, Any] = handler(self)
        return {key: value for key, value in written.items() if value}

    def has(self, account: str) -> bool:
        """Return whether an account has it."""
        return not self.accounts or account in self.accounts


CONFIG_SERVICE = "config.amazonaws.com"
LINKED_SERVICES = (CONFIG_SERVICE,)
"""The services whose service-linked role the zone would make."""


class ExistingTrail(BaseModel):
    """A trail of the organisation."""

    model_config = CONFIG

    name: Annotated[str, AfterValidator(_TRAIL.check), _TRAIL.schema] = Field(
        description="The trail's name, in the management account's home Region."
    )
    log_group: Annotated[str, AfterValidator(_LOG_GROUP.check), _LOG_GROUP.schema] | None = Field(
        default=None, description="The log group that it writes to, for the alarms; without it there are no alarms."
    )


class ExistingLogArchive(BaseModel):
    """A bucket that keeps the logs of all accounts."""

    model_config = CONFIG

    bucket: Annotated[str, AfterValidator(_BUCKET.check), _BUCKET.schema] = Field(
        description="The bucket's name, in the home Region; its policy admits the services that log."
    )
    key: Annotated[str, AfterValidator(_KEY.check), _KEY.schema] | None = Field(
        default=None, description="The key that encrypts it, in the home Region; the zone's trail names it."
    )


class Existing(BaseModel):
    """What the accounts have already, one switch for each."""

    model_config = CONFIG

    trail: ExistingTrail | None = Field(default=None, description="The organisation trail.")
    log_archive: ExistingLogArchive | None = Field(default=None, description="The bucket of audit logs.")
    recorder: Adopted | None = Field(default=None, description="AWS Config's recorder.")
    delivery_channel: Adopted | None = Field(default=None, description="AWS Config's delivery channel.")
    detector: Adopted | None = Field(
        default=None,
        description="GuardDuty's detector; the zone makes those of the management and the security account.",
    )
    macie: Adopted | None = Field(
        default=None, description="Amazon Macie; the zone switches it on in the management and the security account."
    )
    security_hub: StrictBool = Field(
        default=False,
        description="Security Hub, with its administrator, its policies and its linked Regions.",
    )
    service_linked_roles: dict[Line, Adopted] = Field(
        default_factory=dict, description="Service-linked roles that the zone would make, by service."
    )
    control_tower: StrictBool = Field(
        default=False, description="Whether AWS Control Tower governs the organisation: guardrails admit its roles."
    )

    def has(self, thing: str, account: str) -> bool:
        """Return whether an account has a recorder, delivery channel, detector or Macie already.

        Args:
            thing: the name of the field.
            account: the account's name.
        """
        adopted: Adopted | None = getattr(self, thing)
        return adopted is not None and adopted.has(account)

    def has_linked_role(self, service: str, account: str) -> bool:
        """Return whether an account has the service-linked role of a service already."""
        adopted = self.service_linked_roles.get(service)
        return adopted is not None and adopted.has(account)
