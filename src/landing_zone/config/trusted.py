"""Somebody outside the zone whom its resources may name."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, ValidationInfo

from landing_zone.config.fields import CONFIG, Form, Line


class Outside(StrEnum):
    """What is named; the words are those of the findings of control ``zone-outsiders``."""

    ACCOUNT = "account"
    BUCKET = "bucket"
    CANONICAL_USER = "canonical-user"
    HOST = "host"
    IDENTITY_PROVIDER = "identity-provider"
    KEY = "key"
    LOG_DESTINATION = "log-destination"
    MAIL_ADDRESS = "mail-address"
    ORGANISATION = "organisation"
    PHONE_NUMBER = "phone-number"
    RESOURCE = "resource"
    SERVICE = "service"
    VPC = "vpc"
    VPC_ENDPOINT = "vpc-endpoint"


def _form(pattern: str, allowed: str) -> Form:
    return Form(pattern, "the name is not of this kind", allowed, "copy the name from the finding, without its kind")


_ARN = r"arn:aws[a-z-]*:{service}:[a-z0-9-]*:[0-9]{{12}}:\S+"
FORMS = {
    Outside.ACCOUNT: _form("[0-9]{12}", 'for an account its id, 12 digits in quotes: "111122223333"'),
    Outside.BUCKET: _form("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "for a bucket its name: partner-reports"),
    Outside.CANONICAL_USER: _form("[0-9a-f]{64}", "for a canonical user 64 hexadecimal digits"),
    Outside.HOST: _form(r"[\w-]+(?:\.[\w-]+)+", "for a host its name without https:// and path: events.example.net"),
    Outside.IDENTITY_PROVIDER: _form(
        r"(?!https?://)[^\s*]+|https?://[^\s*]+/[^\s*]*|urn:[^\s*]+",
        "for an identity provider its address without https://, or the name of a SAML provider: gitlab.com",
    ),
    Outside.KEY: _form(_ARN.format(service="kms"), "for a key its ARN"),
    Outside.LOG_DESTINATION: _form(_ARN.format(service="(?:logs|firehose|kinesis)"), "for a log destination its ARN"),
    Outside.MAIL_ADDRESS: _form(r"[^@\s]+@[\w-]+(?:\.[\w-]+)+", "for a mail address the whole of it: ops@example.net"),
    Outside.ORGANISATION: _form("o-[a-z0-9]{10,32}", "for an organisation its id: o-examplepay02"),
    Outside.PHONE_NUMBER: _form(r"\+[0-9][0-9 ]{6,}", "for a phone number + and digits, in quotes"),
    Outside.RESOURCE: _form(_ARN.format(service="[a-z0-9-]+"), "for a resource its ARN"),
    Outside.SERVICE: _form(
        r"vpce-svc-[0-9a-f]{8,17}|aws\.partner/\S+",
        "for a service the id of an endpoint service, or a partner's event source: vpce-svc-0123456789abcdef0",
    ),
    Outside.VPC: _form("vpc-[0-9a-f]{8,17}", "for a VPC its id: vpc-0123456789abcdef0"),
    Outside.VPC_ENDPOINT: _form("vpce-[0-9a-f]{8,17}", "for a VPC endpoint its id: vpce-0123456789abcdef0"),
}


def _of_its_kind(name: str, info: ValidationInfo) -> str:
    kind = info.data.get("kind")  # missing where it is refused itself
    return FORMS[kind].check(name) if kind else name


class Trusted(BaseModel):
    """Somebody, or something of somebody, outside the zone."""

    model_config = CONFIG

    kind: Outside = Field(description="What it is, as a finding of zone-outsiders says.")
    name: Annotated[Line, AfterValidator(_of_its_kind)] = Field(
        description="Its id, ARN, name or address, as the finding has it, without a wildcard."
    )
    purpose: Line = Field(description="What it is trusted with, and why (PCI DSS 12.8, GDPR 28).")
    owner: Line = Field(description="The team that answers for it.")
