"""What can exist once: a resource with a name of its own, and one of which an account or Region has a single one.

Names come from the facts of types and the providers' schemas (``primaryIdentifier``), singles from the facts alone.
"""

from __future__ import annotations

from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.cloudformation.types.resource_type import resource_type
from landing_zone.cloudformation.types.schemas import identifying_properties
from landing_zone.diff.by_place import as_text

Identity = tuple[str, str, str]
"""Type, where it is unique ("" for all of AWS), and the name; "" for a single one."""


class Identities:
    """Says what each resource of an assembly is, by a name that is known before the deployment."""

    def __init__(self, assembly: Assembly) -> None:
        self._resolver = Resolver(assembly)
        self._templates = {template.name: template for template in assembly.templates}

    def of(self, resource: Resource) -> tuple[Identity, ...]:
        """Return the identities of a resource: none where CloudFormation chooses its name."""
        facts = resource_type(resource.type)
        found = []
        if facts.single:
            name = self._single(resource, facts.single.by)
            if name is not None:
                found.append((resource.type, _within(facts.single.within, resource.environment), name))
        if facts.name:
            names = [self._text(resource, facts.name.property)]
        else:
            names = [self._text(resource, name) for name in identifying_properties(resource.type)]
        if names and all(names):
            scope = facts.name.scope if facts.name else "environment"
            found.append((resource.type, _within(scope, resource.environment), " ".join(map(str, names))))
        return tuple(found)

    def _single(self, resource: Resource, by: tuple[str, ...]) -> str | None:
        """Return the value by which there can be one; ``None`` where CloudFormation chooses it."""
        if not by:
            return ""
        name = self._text(resource, by[-1])
        within = [self._text(resource, key) or as_text(resource.properties.get(key, "")) for key in by[:-1]]
        # What a template refers to is another resource in another stack.
        own = resource.stack if any(value.startswith("{") for value in within) else ""
        return None if name is None else " ".join(filter(None, [own, *within, name]))

    def _text(self, resource: Resource, name: str) -> str | None:
        if name not in resource.properties:
            return None
        value = self._resolver.resolve(self._templates[resource.stack], resource.properties[name])
        return value if isinstance(value, str) else None


def _within(scope: str, environment: str) -> str:
    return {"global": "", "account": environment.partition("/")[0]}.get(scope, environment)
