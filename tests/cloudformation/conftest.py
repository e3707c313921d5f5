"""Helpers that write templates and cloud assemblies."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.assertions.conftest import assembly, template, with_assets, zone

__all__ = ["assembly", "template", "zone"]

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes one file below the test's folder and returns its path."""

    def _write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write


@pytest.fixture
def cdk_out(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a cloud assembly: stack name to (environment, template), and to its assets."""

    def _cdk_out(
        stacks: dict[str, tuple[str, dict[str, Any]]], folder: str = "cdk.out", **assets: dict[str, str]
    ) -> Path:
        out = tmp_path / folder
        out.mkdir(parents=True, exist_ok=True)
        artifacts: dict[str, Any] = {}
        for name, (environment, body) in stacks.items():
            (out / f"{name}.template.json").write_text(json.dumps(body, indent=1))
            artifacts[name] = {
                "type": "aws:cloudformation:stack",
                "environment": f"aws://{environment}",
                "properties": {"templateFile": f"{name}.template.json", "stackName": name},
            }
        for name, files in assets.items():
            with_assets(out, artifacts, name, files)
        (out / "manifest.json").write_text(json.dumps({"version": "48.0.0", "artifacts": artifacts}))
        return out

    return _cdk_out
