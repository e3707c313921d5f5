"""The AWS Regions that the landing zone uses."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from landing_zone.config.fields import CONFIG
from landing_zone.yaml.issue import FieldError, did_you_mean, one_of

MINIMUM_ZONES = 3
"""The building blocks spread over three Availability Zones, so that losing one leaves a majority."""

REGION_FORMAT = "aws-region"
"""Marks a Region in the JSON schema of the models."""


@cache
def partitions() -> dict[str, tuple[str, ...]]:
    """Return every AWS partition with its Regions.

    The data is frozen from botocore's ``endpoints.json``, because importing botocore costs half a second; a test
    compares the two.
    """
    text = (Path(__file__).parent / "aws_regions.json").read_text(encoding="utf-8")
    return {partition: tuple(regions) for partition, regions in json.loads(text).items()}


def partition_of(region: str) -> str | None:
    """Return the partition of a Region (``aws``, ``aws-cn``, ...), or ``None`` when no such Region is known."""
    return next((name for name, regions in partitions().items() if region in regions), None)


def _region(value: str) -> str:
    if partition_of(value) is None:
        known = {region for regions in partitions().values() for region in regions}
        same = {region for region in known if region[:3] == value[:3]}
        raise FieldError(
            f"'{value[:60]}' is not an AWS Region",
            value=value[:200],
            allowed=one_of(same or partitions()["aws"]),
            fix=did_you_mean(value, known, "write the Region's code, not its name"),
        )
    return value


Region = Annotated[str, AfterValidator(_region), Field(json_schema_extra={"format": REGION_FORMAT})]
"""The code of an AWS Region."""


class Regions(BaseModel):
    """Where resources live, and where nothing may be created."""

    model_config = CONFIG

    home: Region = Field(description="Where the organisation's central resources are: trail, log archive, findings.")
    mirror: Region | None = Field(
        default=None,
        description="A second Region with a copy of the logs; it must differ from home. Without it there is no copy.",
    )
    allowed: tuple[Region, ...] = Field(
        min_length=1,
        description="Every Region in which anything may be created; home and mirror are among them. "
        "Global services such as IAM and CloudFront live in us-east-1.",
    )
    zones: dict[Region, Annotated[tuple[str, ...], Field(json_schema_extra={"minItems": MINIMUM_ZONES})]] = Field(
        min_length=1,
        description="Home and mirror, each with at least three of its Availability Zones: a synth needs no look-up.",
    )

    @property
    def governed(self) -> tuple[str, ...]:
        """Home and mirror, where there is one, sorted: every account has an environment in each."""
        return tuple(sorted({self.home, self.mirror or self.home}))
