"""A stack to test a block in: Ireland, a documentation account, and given zones, so that CDK looks nothing up."""

from __future__ import annotations

import json
from pathlib import Path

import aws_cdk as cdk
import pytest

ACCOUNT = "111111111111"
REGION = "eu-west-1"
ZONES = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
FLAGS = {
    name: value
    for name, value in json.loads((Path(__file__).parents[2] / "cdk.json").read_text())["context"].items()
    if name != "@aws-cdk/core:permissionsBoundary"
}
"""The feature flags that the landing zone itself is synthesized with; its boundary is not a block's business."""


class ZonedStack(cdk.Stack):
    """A stack that knows its zones, as the stacks of the landing zone do."""

    @property
    def availability_zones(self) -> list[str]:
        """The zones of the Region; CDK would otherwise look them up with credentials."""
        return list(ZONES)


@pytest.fixture
def app() -> cdk.App:
    """An app with the feature flags that the blocks need, and without metadata in templates."""
    return cdk.App(context=FLAGS, analytics_reporting=False)


@pytest.fixture
def stack(app: cdk.App) -> ZonedStack:
    """An empty stack in account 111111111111, Region eu-west-1."""
    return ZonedStack(app, "Test", env=cdk.Environment(account=ACCOUNT, region=REGION))
