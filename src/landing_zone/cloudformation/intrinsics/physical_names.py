"""Physical names: how a template names a resource of another account or Region, which no reference can reach.

The ARN forms are those of the "Service Authorization Reference" of each service.
"""

from __future__ import annotations

from typing import Any

from landing_zone.cloudformation.intrinsics.values import Truth, equal
from landing_zone.cloudformation.model import Resource
from landing_zone.cloudformation.types.resource_type import Naming, resource_type


def names(text: str, resource: Resource, properties: Any, source: Resource) -> Truth:
    """Return whether a text is the physical name or the ARN of a resource.

    Args:
        text: a known text, found in the properties of ``source``.
        resource: the resource that may be meant.
        properties: its resolved properties.
        source: the resource that has the text: a bare name means a resource of the same account, or environment.

    Returns:
        ``None`` when the resource's own name is not known. No text is the name of a resource that CloudFormation names.
    """
    kind = resource_type(resource.type).name
    if kind is None or not kind.service:
        return False
    if not isinstance(properties, dict):
        return None
    name = properties.get(kind.property)
    if name is None:
        return False
    named = (
        _named_in_arn(text, kind, resource) if text.startswith("arn:") else _named_bare(text, kind, resource, source)
    )
    results = [equal(name, candidate) for candidate in named]
    if True in results:
        return True
    return None if None in results else False


def _named_bare(text: str, kind: Naming, resource: Resource, source: Resource) -> tuple[str, ...]:
    if kind.scope == "account":
        same = resource.environment.partition("/")[0] == source.environment.partition("/")[0]
    else:
        same = kind.scope == "global" or resource.environment == source.environment
    return (text,) if same else ()


def _named_in_arn(text: str, kind: Naming, resource: Resource) -> tuple[str, ...]:
    """The names that an ARN may contain, if it is of this type in the resource's account and Region."""
    parts = text.split(":", 5)
    if len(parts) < 6 or parts[2] != kind.service or not parts[5].startswith(kind.before):
        return ()
    account, _, region = resource.environment.partition("/")
    if (region and parts[3] not in ("", region)) or (account and parts[4] not in ("", account)):
        return ()
    rest = parts[5].removeprefix(kind.before)
    # a bucket's ARN may continue with a prefix, a log group's and a function's with ":*"; a role's has a path before
    candidates = (rest, rest.partition("/")[0], rest.partition(":")[0], rest.rpartition("/")[2], f"/{rest}")
    return tuple(dict.fromkeys(candidates))
