"""Helpers that build assemblies and judge one assertion on them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assertions.evaluate import Evaluation, evaluate
from landing_zone.catalogue.control import Control
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.model import Assembly

ZONE: dict[str, Any] = {
    "regions": {"home": "eu-west-1", "mirror": "eu-central-1"},
    "accounts": [
        {"name": "security", "id": "333333333333", "role": "security", "scope": "connected", "stage": "production"},
        {
            "name": "cde-production",
            "id": "555555555555",
            "role": "workload",
            "scope": "cde",
            "stage": "production",
            "internet_facing": True,
        },
        {
            "name": "cde-staging",
            "id": "666666666666",
            "role": "workload",
            "scope": "out-of-scope",
            "stage": "staging",
            "internet_facing": False,
        },
    ],
}


def with_assets(out: Path, artifacts: dict[str, Any], stack: str, assets: dict[str, str]) -> None:
    """Give a stack an asset manifest as the CDK writes it: key in the bucket ``b`` to file in the assembly."""
    files = {
        key: {"source": {"path": file}, "destinations": {"here": {"bucketName": "b", "objectKey": key}}}
        for key, file in assets.items()
    }
    (out / f"{stack}.assets.json").write_text(json.dumps({"version": "48.0.0", "files": files}))
    artifacts[f"{stack}.assets"] = {"type": "cdk:asset-manifest", "properties": {"file": f"{stack}.assets.json"}}
    artifacts[stack]["dependencies"] = [f"{stack}.assets"]


@pytest.fixture
def zone() -> dict[str, Any]:
    """The snapshot of a small landing zone: three accounts, two Regions."""
    return copy.deepcopy(ZONE)


@pytest.fixture
def assembly(tmp_path: Path) -> Callable[..., Assembly]:
    """Return a function that writes a cloud assembly and reads it: stack name to (environment, template)."""

    def _assembly(
        stacks: dict[str, tuple[str, dict[str, Any]]],
        zone: dict[str, Any] | None = None,
        tags: dict[str, dict[str, str]] | None = None,
        assets: dict[str, dict[str, str]] | None = None,
    ) -> Assembly:
        out = tmp_path / "cdk.out"
        out.mkdir(exist_ok=True)
        artifacts = {}
        for name, (environment, template) in stacks.items():
            (out / f"{name}.json").write_text(json.dumps(template))
            artifacts[name] = {
                "type": "aws:cloudformation:stack",
                "environment": f"aws://{environment}",
                "properties": {"templateFile": f"{name}.json", "tags": (tags or {}).get(name, {})},
            }
        for name, files in (assets or {}).items():
            with_assets(out, artifacts, name, files)
        (out / "manifest.json").write_text(json.dumps({"version": "48.0.0", "artifacts": artifacts}))
        if zone is not None:
            (out / "landing-zone.json").write_text(json.dumps(zone))
        return load_assembly(out)

    return _assembly


@pytest.fixture
def template(tmp_path: Path) -> Callable[[str], Assembly]:
    """Return a function that reads one foreign YAML template."""

    def _template(text: str) -> Assembly:
        path = tmp_path / "template.yaml"
        path.write_text(text)
        return load_assembly(path)

    return _template


@pytest.fixture
def judge() -> Callable[..., Evaluation]:
    """Return a function that judges one assertion, given by its fields, on an assembly."""

    def _judge(assembly: Assembly, switched_off: Iterable[str] = (), **assertion: Any) -> Evaluation:
        written = {"id": "it-holds", "description": "What the test says must hold.", **assertion}
        control = Control.model_validate(
            {
                "id": "the-control",
                "title": "A control of the tests",
                "statement": "What the test says must hold.",
                "remediation": "Fix the resource.",
                "watched": "It is found if it does not hold" if assertion.get("watches") else "",
                "config_rules": [assertion["watches"]] if assertion.get("watches") else [],
                "assertions": [written],
            }
        )
        return evaluate(assembly, [control], switched_off)

    return _judge


@pytest.fixture
def statuses(judge: Callable[..., Evaluation]) -> Callable[..., dict[str, str]]:
    """Return a function that gives the status of each finding by logical id, or by environment for one without."""

    def _statuses(assembly: Assembly, **assertion: Any) -> dict[str, str]:
        found = judge(assembly, **assertion).findings
        return {f.logical_id or f.environment: str(f.status.value) for f in found}

    return _statuses
