"""Two sides of a comparison, made of templates and an assessment."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.model import Assembly

Resources = Mapping[str, Any]
Make = Callable[[Resources], Assembly]


@pytest.fixture
def assembly(tmp_path: Path) -> Make:
    """Make an assembly of one template with these resources."""

    def make(resources: Resources) -> Assembly:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        (folder / "stack.template.json").write_text(
            json.dumps({"Resources": {"Always": {"Type": "AWS::SNS::Topic"}, **resources}}), encoding="utf-8"
        )
        return load_assembly(folder)

    return make
