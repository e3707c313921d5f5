"""The resources of an assembly, in the order in which the rest of an assessment refers to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from landing_zone.assessment.model import ResourceEntry
from landing_zone.assessment.places import in_order
from landing_zone.cloudformation.model import Assembly
from landing_zone.findings.finding import Finding


@dataclass(frozen=True)
class Resources:
    """Every resource, and its position.

    Args:
        entries: sorted by stack, then logical id.
        positions: (stack, logical id) to position in ``entries``.
        stacks: name of a stack to its position among the assessment's stacks.
    """

    entries: tuple[ResourceEntry, ...]
    positions: dict[tuple[str, str], int]
    stacks: dict[str, int]

    def position(self, finding: Finding) -> int | None:
        """Return the position of a finding's resource; ``None`` when it is not one of these."""
        return self.positions.get((finding.stack, finding.logical_id))


def resources_of(assembly: Assembly, findings: Iterable[Finding]) -> Resources:
    """List the resources; construct path and place in the code may come from findings if templates lack them."""
    paths: dict[tuple[str, str], str] = {}
    sources: dict[tuple[str, str], str] = {}
    for finding in findings:
        key = (finding.stack, finding.logical_id)
        for known, value in ((paths, finding.construct_path), (sources, finding.source)):
            if value and (key not in known or value < known[key]):  # in any order of the findings
                known[key] = value
    entries = [
        ResourceEntry(
            stack=resource.stack,
            logical_id=resource.logical_id,
            type=resource.type,
            construct_path=resource.construct_path or paths.get((resource.stack, resource.logical_id), ""),
            environment=resource.environment,
            source=sources.get((resource.stack, resource.logical_id), ""),
        )
        for template in assembly.templates
        for resource in template.resources.values()
    ]
    entries.sort(key=lambda entry: (entry.stack, entry.logical_id))
    return Resources(
        entries=tuple(entries),
        positions={(e.stack, e.logical_id): i for i, e in enumerate(entries)},
        stacks={template.name: i for i, template in enumerate(in_order(assembly.templates))},
    )
