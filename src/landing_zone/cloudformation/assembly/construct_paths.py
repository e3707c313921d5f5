"""The construct paths of a stack's resources, by its metadata in the cloud assembly.

The CDK writes a resource's path into its template only when the CDK CLI asks for it (``aws:cdk:path``); the stack's
metadata always has it. With these, findings and waivers name a resource alike with and without the CLI, and a template
that says otherwise of itself gets no other resource's waiver.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from landing_zone.cloudformation.model import Resource, Template

_LOGICAL_ID, _TEMPLATE_FILE = "aws:cdk:logicalId", "aws:cdk:templateFile"
_NESTED = ".NestedStack"


@dataclass(frozen=True)
class ConstructPaths:
    """The construct paths of a stack and of the stacks nested in it.

    Args:
        metadata: the stack's: ``/construct/path`` to entries.
    """

    metadata: Mapping[str, Any]

    def stack(self, template_file: str) -> str:
        """Return the path of the stack with a template; "" when it is not known."""
        return next((path for path, file in self._stacks.items() if file == template_file), "")

    def nested(self, resource: Resource) -> str | None:
        """Return the path of the nested stack that a resource deploys; ``None`` when it is not one of the CDK's."""
        above = f"/{resource.construct_path}".rpartition("/")[0]
        path = above.removesuffix(_NESTED)
        return path if above.endswith(_NESTED) and path in self._stacks else None

    def put_into(self, template: Template, stack: str | None) -> Template:
        """Return the template of a stack, each resource with its construct path, or "" when that is not known.

        Args:
            template: as it was read.
            stack: the path of its stack; ``None`` for one whose resources the CDK does not know.
        """
        if not self.metadata:
            return template
        known = self._resources.get(stack, {}) if stack is not None else {}
        resources = {k: replace(r, construct_path=known.get(k, "")) for k, r in template.resources.items()}
        return replace(template, resources=resources)

    @cached_property
    def _stacks(self) -> Mapping[str, str]:
        return dict(self._entries(_TEMPLATE_FILE))

    @cached_property
    def _resources(self) -> Mapping[str, Mapping[str, str]]:
        """Path of the stack to logical id to path; a resource is in its nearest stack."""
        found: dict[str, dict[str, str]] = {}
        for path, logical_id in self._entries(_LOGICAL_ID):
            above = path
            while above and above not in self._stacks:
                above = above.rpartition("/")[0]
            found.setdefault(above, {})[logical_id] = path.removeprefix("/")
        return found

    def _entries(self, kind: str) -> Iterator[tuple[str, str]]:
        for path, entries in self.metadata.items():
            for entry in entries if isinstance(entries, list) else ():
                if isinstance(entry, Mapping) and entry.get("type") == kind:
                    yield path, str(entry.get("data"))
