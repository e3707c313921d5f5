"""The properties of one resource resolved without its template, as an engine hands them to a check."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.model import Assembly, Template


def resolve_alone(properties: Mapping[str, Any]) -> Any:
    """Resolve properties; each name that they refer to counts as a resource of the template."""
    template = Template("", Path(), {"Resources": _AnyResource()}, "", {}, "", "", "")
    return Resolver(Assembly(Path(), (template,), None)).resolve(template, properties)


class _AnyResource(dict[str, Any]):
    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> dict[str, Any]:
        return {}
