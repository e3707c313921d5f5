"""The construct paths of a stack's resources, by its metadata in the cloud assembly.

The CDK writes a resource's path into its template only when the CDK CLI asks for it (``aws:cdk:path``); the stack's
metadata always has it. With these, findings and waivers name a resource alike with and without the CLI.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from landing_zone.cloudformation.model import Template

_LOGICAL_ID, _TEMPLATE_FILE = "aws:cdk:logicalId", "aws:cdk:templateFile"


def with_construct_paths(template: Template, metadata: Mapping[str, Any]) -> Template:
    """Return the template with the construct path of each resource that has none in the template itself.

    Args:
        template: of the stack, or of a stack nested in it.
        metadata: the stack's: construct path to entries.
    """
    found = {logical_id: path for file, logical_id, path in _paths(metadata) if file == template.path.name}
    resources = {
        name: resource if resource.construct_path else replace(resource, construct_path=found.get(name, ""))
        for name, resource in template.resources.items()
    }
    return replace(template, resources=resources)


def _paths(metadata: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield template file, logical id and construct path; a resource is in the template of its nearest stack."""
    files = dict(_entries(metadata, _TEMPLATE_FILE))
    for path, logical_id in _entries(metadata, _LOGICAL_ID):
        above = path
        while above and above not in files:
            above = above.rpartition("/")[0]
        if above:
            yield files[above], logical_id, path.removeprefix("/")


def _entries(metadata: Mapping[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    for path, entries in metadata.items():
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, Mapping) and entry.get("type") == kind:
                yield path, str(entry.get("data"))
