"""Templates and assemblies put together by tests; conftest files import these fixtures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.cloudformation.model import Assembly, Resource, Template

MakeTemplate = Callable[..., Template]


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
