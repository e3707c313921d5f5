"""The example landing zone, synthesized once for all tests of the stacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from landing_zone.config import LandingZone, load_landing_zone
from tests.stacks.synthesized import Synthesized, synthesize

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def zone() -> LandingZone:
    """The shipped example configuration."""
    return load_landing_zone(ROOT / "landing-zone.yaml")


@pytest.fixture(scope="session")
def assembly(zone: LandingZone, tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """The example, synthesized."""
    return synthesize(zone, tmp_path_factory.mktemp("assembly"))
