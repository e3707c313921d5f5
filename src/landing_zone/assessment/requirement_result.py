"""The result for a requirement: the value that this package's rules return."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from landing_zone.assessment.model import ControlEntry, MappingEntry, RequirementStatus


@dataclass(frozen=True)
class RequirementResult:
    """A requirement's status and its explanation.

    Args:
        status: the status.
        why: one or two sentences.
        missing: the open parts.
    """

    status: RequirementStatus
    why: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contribution:
    """A control that is mapped to the requirement, and its coverage."""

    control: ControlEntry
    mapping: MappingEntry


def contributions_to(framework: str, controls: Iterable[ControlEntry]) -> Mapping[str, list[Contribution]]:
    """Return the controls mapped to each requirement of a framework; a requirement without controls is absent."""
    found: defaultdict[str, list[Contribution]] = defaultdict(list)
    for control in controls:
        for mapping in control.requirements:
            if mapping.framework == framework:
                found[mapping.requirement].append(Contribution(control, mapping))
    return found


def named(contributions: list[Contribution]) -> str:
    """Return the controls' titles for a sentence."""
    return ", ".join(f"'{c.control.title}'" for c in contributions)
