"""The resources of an assembly by their place, and values as text, so that two assemblies can be compared."""

from __future__ import annotations

import json
from typing import Any

from landing_zone.cloudformation.model import Assembly, Resource

Place = tuple[str, str, str]
"""Environment (``account/region``, "" when not known), stack and logical id: a stack of one name in another account is
another stack."""


def by_place(assembly: Assembly) -> dict[Place, Resource]:
    """Return every resource by its place."""
    return {place(r): r for template in assembly.templates for r in template.resources.values()}


def place(resource: Resource) -> Place:
    """Return where a resource is."""
    return resource.environment, resource.stack, resource.logical_id


def as_text(value: Any) -> str:
    """Return text as it is, and anything else as canonical JSON."""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
