"""The AWS organisation that the landing zone is built in."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from landing_zone.config.fields import CONFIG, Line, matching, schema
from landing_zone.config.mistake import FieldError

SLUG_MAXIMUM = 16
"""An S3 bucket's name has at most 63 characters, and ours are ``<slug>-<purpose>-<account id>-<region>``: with 12 for
the account, 14 for the longest Region and 3 hyphens, 34 are left for slug and purpose; the purpose keeps 18."""

_RESERVED = ("sthree", "amzn", "aws", "xn")
"""Prefixes that S3 or CloudFormation keeps for itself. Source: "General purpose bucket naming rules", S3 User Guide."""

_SLUG = rf"(?=.{{2,{SLUG_MAXIMUM}}}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
_SLUG_WORDS = f"2 to {SLUG_MAXIMUM} lower-case letters, digits and single hyphens, first a letter: examplepay"


def _slug(value: str) -> str:
    what = "the slug does not fit the names of S3 buckets"
    matching(_SLUG, what, _SLUG_WORDS, "shorten it, and use lower case alone")(value)
    if value.startswith(_RESERVED):
        allowed = f"a slug that does not start with {', '.join(_RESERVED)}: AWS keeps these for itself"
        raise FieldError(what, value=value, allowed=allowed, fix="start it with your organisation's own name")
    return value


class Organisation(BaseModel):
    """Who owns the landing zone, and under which ids AWS Organizations knows it."""

    model_config = CONFIG

    name: Line = Field(description="The organisation's name, as it stands in reports.")
    slug: Annotated[str, AfterValidator(_slug), schema(_SLUG)] = Field(
        description="Short name that every physical name starts with, such as those of S3 buckets. "
        "Changing it later replaces those resources."
    )
    id: Annotated[
        str,
        AfterValidator(
            matching(
                r"o-[a-z0-9]{10,32}",
                "this is no AWS organisation id",
                "o- and 10 to 32 lower-case letters and digits: o-examplepay01",
                "run: aws organizations describe-organization",
            )
        ),
        schema(r"o-[a-z0-9]{10,32}"),
    ] = Field(
        description="Id of the AWS organisation: resource policies admit its accounts by it (aws:PrincipalOrgID)."
    )
    root: Annotated[
        str,
        AfterValidator(
            matching(
                r"r-[a-z0-9]{4,32}",
                "this is no id of an organisation's root",
                "r- and 4 to 32 lower-case letters and digits: r-exam",
                "run: aws organizations list-roots",
            )
        ),
        schema(r"r-[a-z0-9]{4,32}"),
    ] = Field(description="Id of the root that all organisational units hang from.")
