"""Physical names: how a template names a resource of another account or Region, which no reference can reach.

The ARN forms are those of the "Service Authorization Reference" of each service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from landing_zone.cloudformation.intrinsics.values import Target, Truth, equal
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
    account, _, region = resource.environment.partition("/")
    found = _in_arn(parts, kind)
    if found and ((region and parts[3] not in ("", region)) or (account and parts[4] not in ("", account))):
        return ()
    return found


def _in_arn(parts: Sequence[str], kind: Naming) -> tuple[str, ...]:
    """The names that an ARN may contain, if it is of this type, of any account and Region."""
    if len(parts) < 6 or parts[2] != kind.service or not parts[5].startswith(kind.before):
        return ()
    rest = parts[5].removeprefix(kind.before)
    # a bucket's ARN may continue with a prefix, a log group's and a function's with ":*"; a role's has a path before
    candidates = (rest, rest.partition("/")[0], rest.partition(":")[0], rest.rpartition("/")[2], f"/{rest}")
    return tuple(dict.fromkeys(candidates))


class Names:
    """Resources by their physical names, so that what a text may name is looked up and not searched.

    Args:
        resources: to find among.
        properties: returns a resource's resolved properties.
    """

    def __init__(self, resources: Iterable[Resource], properties: Callable[[Resource], Any]) -> None:
        self._kinds: dict[str, Naming] = {}
        self._known: dict[tuple[str, str, str | None], list[Resource]] = {}
        self._unknown: dict[str, dict[Target, Resource]] = {}
        for resource in resources:
            kind = resource_type(resource.type).name
            if kind is None or not kind.service:
                continue
            found = properties(resource)
            name = found.get(kind.property) if isinstance(found, dict) else found
            if isinstance(name, str):
                self._kinds[resource.type] = kind
                for account in (_account(resource), None):
                    self._known.setdefault((resource.type, name, account), []).append(resource)
            elif name is not None:
                self._unknown.setdefault(resource.type, {})[resource.stack, resource.logical_id] = resource

    def unknown(self, type_: str) -> Mapping[Target, Resource]:
        """Return the resources of a type whose names are not known: any text may name them."""
        return self._unknown.get(type_, {})

    def named(self, text: str, source: Resource, *types: str) -> list[Resource]:
        """Return the resources of known names that a text may name; :func:`names` is false for all others.

        Args:
            text: as for :func:`names`.
            source: as for :func:`names`.
            types: of these types alone; of every type when there are none.
        """
        arn = text.split(":", 5) if text.startswith("arn:") else []
        found: list[Resource] = []
        for type_, kind in self._kinds.items():
            if types and type_ not in types:
                continue
            accounts: set[str | None] = {None if kind.scope == "global" else _account(source)}
            if arn:
                accounts = {arn[4], ""} if arn[4:] and arn[4] else {None}
            for name in _in_arn(arn, kind) if arn else (text,):
                for account in accounts:
                    found += self._known.get((type_, name, account), ())
        return found


def _account(resource: Resource) -> str:
    return resource.environment.partition("/")[0]
