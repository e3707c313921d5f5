"""The finding of a rule of our own on one resource of a template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from landing_zone.cloudformation.model import Resource
from landing_zone.findings.finding import Finding, Status

_SHOWN = 3
"""How many reasons of one finding are written out."""


def on_resource(resource: Resource, rule: str, status: Status, message: str, files: Mapping[str, str]) -> Finding:
    """Return a finding on a resource, with its place.

    Args:
        resource: what it is about.
        rule: the qualified id.
        status: the result.
        message: as :attr:`Finding.message`.
        files: stack to the name of its file.
    """
    return Finding(
        rule=rule,
        stack=resource.stack,
        logical_id=resource.logical_id,
        detail="",
        status=status,
        construct_path=resource.construct_path,
        resource_type=resource.type,
        environment=resource.environment,
        message=message,
        source=f"{files[resource.stack]}:{resource.line}" if resource.line else "",
    )


def some_of(reasons: Iterable[str]) -> str:
    """Return the first reasons, each once, and how many more there are."""
    said = list(dict.fromkeys(reasons))
    return "; ".join(said[:_SHOWN]) + (f" (and {len(said) - _SHOWN} more)" if len(said) > _SHOWN else "")
