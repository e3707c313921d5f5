"""Templates to judge, and engines that are started once for all tests of the engines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from landing_zone.engines.cdk_nag.engine import Nag
from landing_zone.engines.cfn_lint.engine import CfnLint
from landing_zone.engines.checkov.engine import Checkov
from landing_zone.engines.engine import EngineResult
from landing_zone.engines.session import CHECKS_FOLDER
from landing_zone.engines.worker_pool import Job, WorkerPool
from tests.made_templates import make_assembly, make_template

__all__ = ["make_assembly", "make_template"]

Examine = Callable[..., EngineResult]


@pytest.fixture(scope="session")
def a_place() -> tuple[str, str]:
    """The account and Region of a stack."""
    return "555555555555", "eu-west-1"


def _examine(pool: WorkerPool) -> Examine:
    def examine(resources: dict[str, Any], region: str = "eu-west-1", **sections: Any) -> EngineResult:
        text = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources, **sections})
        return pool.judge([Job(0, text, region, "test")])[0]

    return examine


@pytest.fixture(scope="session")
def nag() -> Iterator[Examine]:
    """cdk-nag, running."""
    pool = WorkerPool(Nag())
    yield _examine(pool)
    pool.close()


@pytest.fixture(scope="session")
def checkov(root: Path) -> Iterator[Examine]:
    """Checkov with the project's own checks, running."""
    pool = WorkerPool(Checkov(root / "policies" / CHECKS_FOLDER))
    yield _examine(pool)
    pool.close()


@pytest.fixture(scope="session")
def cfn_lint() -> Iterator[Examine]:
    """cfn-lint, running."""
    pool = WorkerPool(CfnLint())
    yield _examine(pool)
    pool.close()
