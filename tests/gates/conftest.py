"""Templates to judge, and engines that are started once for all tests of the gates."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assembly.model import Assembly, Resource, Template
from landing_zone.config import Environment, load_landing_zone
from landing_zone.gates.cfn_lint import CfnLint
from landing_zone.gates.checkov import Checkov
from landing_zone.gates.engine import Answer
from landing_zone.gates.engines import CHECKS_FOLDER
from landing_zone.gates.nag import Nag
from landing_zone.gates.worker_pool import Job, WorkerPool

MakeTemplate = Callable[..., Template]
Examine = Callable[..., Answer]


@pytest.fixture(scope="session")
def environment(root: Path) -> Environment:
    """An environment of the example."""
    return next(iter(load_landing_zone(root / "landing-zone.yaml").environments()))


@pytest.fixture
def make_template(tmp_path: Path) -> MakeTemplate:
    """Make a template as the assembly reader would, from its resources."""

    def make(
        resources: dict[str, Any],
        name: str = "Stack",
        account: str = "111111111111",
        region: str = "eu-west-1",
        **sections: Any,
    ) -> Template:
        body = {"Resources": resources, **sections}
        text = json.dumps(body, indent=1)
        path = tmp_path / f"{name}.template.json"
        path.write_text(text)
        read = {
            logical_id: Resource(
                stack=name,
                logical_id=logical_id,
                type=resource["Type"],
                properties=resource.get("Properties", {}),
                construct_path=resource.get("Metadata", {}).get("aws:cdk:path", ""),
                environment=f"{account}/{region}",
                line=2 + index,
                body=resource,
            )
            for index, (logical_id, resource) in enumerate(resources.items())
        }
        return Template(name, path, body, text, read, account, region, hashlib.sha256(text.encode()).hexdigest())

    return make


@pytest.fixture
def make_assembly(tmp_path: Path) -> Callable[..., Assembly]:
    """Make an assembly of templates."""
    return lambda *templates: Assembly(tmp_path, tuple(sorted(templates, key=lambda t: t.name)), None)


def _examine(pool: WorkerPool) -> Examine:
    def examine(resources: dict[str, Any], region: str = "eu-west-1", **sections: Any) -> Answer:
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
