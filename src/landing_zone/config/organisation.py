"""The AWS organisation that the landing zone is built in."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from landing_zone.config.fields import CONFIG, Form, Line
from landing_zone.yaml.issue import FieldError

SLUG_MAXIMUM = 15
"""An S3 bucket's name has at most 63 characters, and ours are ``<slug>-<purpose>-<account id>-<region>``: with 12 for
the account, 15 for the longest Region and 3 hyphens, 33 are left for slug and purpose; the purpose keeps 18."""

_RESERVED = ("amzn", "aws", "sthree", "xn")
"""Prefixes that AWS keeps for itself. Source: "General purpose bucket naming rules", Amazon S3 User Guide."""

_SLUG = Form(
    r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
    "this is not a slug for the names of S3 buckets",
    f"2 to {SLUG_MAXIMUM} lower-case letters, digits and single hyphens, first a letter: examplepay",
    "shorten it, and use lower case alone",
    shortest=2,
    longest=SLUG_MAXIMUM,
)
_ID = Form(
    r"o-[a-z0-9]{10,32}",
    "this is not an id of an AWS organisation",
    "o- and 10 to 32 lower-case letters and digits: o-examplepay01",
    "run: aws organizations describe-organization",
    shortest=12,
    longest=34,
)
_ROOT = Form(
    r"r-[a-z0-9]{4,32}",
    "this is not an id of an organisation's root",
    "r- and 4 to 32 lower-case letters and digits: r-exam",
    "run: aws organizations list-roots",
    shortest=6,
    longest=34,
)


def _unreserved(slug: str) -> str:
    if slug.startswith(_RESERVED):
        allowed = f"a slug that does not start with {', '.join(_RESERVED)}, which AWS keeps for itself"
        raise FieldError(_SLUG.what, value=slug, allowed=allowed, fix="start it with your organisation's own name")
    return slug


class Organisation(BaseModel):
    """The owner of the landing zone, and its ids in AWS Organizations."""

    model_config = CONFIG

    name: Line = Field(description="The organisation's name, as reports show it.")
    slug: Annotated[str, AfterValidator(_SLUG.check), AfterValidator(_unreserved), _SLUG.schema] = Field(
        description="Short name that every physical name starts with, such as those of S3 buckets. "
        "Changing it later replaces those resources."
    )
    id: Annotated[str, AfterValidator(_ID.check), _ID.schema] | None = Field(
        default=None,
        description="Id of the AWS organisation; resource policies admit its accounts by it (aws:PrincipalOrgID). "
        "Without it the zone is one account by itself.",
    )
    root: Annotated[str, AfterValidator(_ROOT.check), _ROOT.schema] | None = Field(
        default=None, description="Id of the root above all organisational units; given with the organisation's id."
    )
