"""Parameters of Systems Manager that a template of the assembly writes: what one that reads them gets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from landing_zone.cloudformation.intrinsics.reasons import unknown
from landing_zone.cloudformation.intrinsics.values import Reference, text_of
from landing_zone.cloudformation.model import Resource, Template

_TYPE = "AWS::SSM::Parameter"
_DYNAMIC = re.compile(r"\{\{resolve:[^}]*\}\}")
_NEWEST = re.compile(r"\{\{resolve:ssm:([^:}]+)\}\}")
"""Without a version: what the parameter holds now."""
_ARN = re.compile(r"arn:aws[a-z-]*:ssm:(?P<region>[a-z0-9-]+):(?P<account>[0-9]{12}):parameter(?P<name>/.+)")


def filled(text: str, stored: Callable[[str], Any]) -> Any:
    """Return a text with its dynamic references (``{{resolve:ssm:name}}``) filled in, as far as they are known.

    Args:
        text: as the template has it.
        stored: returns what a parameter of Systems Manager holds, ``None`` where that is known at deployment alone.
    """
    parts: list[Any] = []
    position = 0
    for match in _DYNAMIC.finditer(text):
        newest = _NEWEST.fullmatch(match.group())
        value = stored(newest[1]) if newest else None
        held = unknown(f"the dynamic reference {match.group()}") if value is None else value
        parts += [text[position : match.start()], held]
        position = match.end()
    return text_of([*parts, text[position:]])


def _place(reader: Template, name: str) -> tuple[str, str]:
    """Return the environment and the name of a parameter, which may be given by its ARN."""
    arn = _ARN.fullmatch(name)
    return (f"{arn['account']}/{arn['region']}", arn["name"]) if arn else (reader.environment, name)


def _reads_by_arn(template: Template) -> bool:
    declared = template.body.get("Parameters")
    return any(
        isinstance(one, dict) and _ARN.fullmatch(str(one.get("Default", "")))
        for one in (declared.values() if isinstance(declared, dict) else ())
    )


class StoredParameters:
    """The parameters of Systems Manager that templates write, by environment and name.

    A literal text counts, and a reference to a resource, the ARN of a key; two writers of one name, or one that a
    condition may leave out, give no value.

    Args:
        templates: of the assembly.
        properties: returns a resource's resolved properties.
        deployed: returns whether a resource is certainly deployed; ``None`` where that is open.
    """

    def __init__(
        self,
        templates: Iterable[Template],
        properties: Callable[[Resource], Any],
        deployed: Callable[[Resource], bool | None],
    ) -> None:
        self._templates = tuple(template for template in templates if not template.of_stack_set)
        self._properties = properties
        self._deployed = deployed
        self._written: dict[tuple[str, str], tuple[Resource, Any] | None] | None = None
        self.read: set[str] = set()
        """What was read and is taken for granted, a sentence each."""

    def value(self, reader: Template, name: str) -> Any:
        """Return the value that a template reads under a name; ``None`` where no template of its environment has it.

        By its ARN a parameter of another account is read, which shares it, or of the template's own.
        """
        if reader.of_stack_set:  # it is deployed elsewhere
            return None
        if self._written is None:
            self._written = {}
            # Those first that hand nothing on: what another account shares is then known where it is written again.
            for template in sorted(self._templates, key=_reads_by_arn):
                for resource in template.resources.values() if template.environment else ():
                    if resource.type == _TYPE:
                        self._add(resource)
        writer, value = self._written.get(_place(reader, name)) or (None, None)
        if writer is None or value is None:
            return None
        self.read.add(
            f"{reader.name}: the parameter {name} of Systems Manager has the value that {writer.logical_id} in "
            f"{writer.stack} writes"
        )
        return value

    def _add(self, resource: Resource) -> None:
        assert self._written is not None  # noqa: S101 - its only caller
        properties, deployed = self._properties(resource), self._deployed(resource)
        name = properties.get("Name") if isinstance(properties, dict) else None
        if not isinstance(name, str) or deployed is False:
            return
        value = properties.get("Value")
        known: Any = None
        if deployed and isinstance(value, str | int) and not isinstance(value, bool):
            known = str(value)
        elif deployed and isinstance(value, Reference) and not value.opaque:
            known = value
        key = (resource.environment, name)
        self._written[key] = None if key in self._written else (resource, known)
