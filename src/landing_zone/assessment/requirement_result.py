"""What answers a requirement, in one word, and why: the value that this package's rules give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from landing_zone.assessment.model import ControlEntry, MappingEntry, RequirementStatus


@dataclass(frozen=True)
class RequirementResult:
    """A requirement's status.

    Args:
        status: the one word.
        why: one or two sentences in plain words.
        missing: what stays open.
    """

    status: RequirementStatus
    why: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contribution:
    """A control that is mapped to the requirement in question, and how far it answers it."""

    control: ControlEntry
    mapping: MappingEntry


def contributions_to(framework: str, controls: Iterable[ControlEntry]) -> Mapping[str, list[Contribution]]:
    """Return the controls mapped to each requirement of a framework; nothing for one that has none."""
    found: defaultdict[str, list[Contribution]] = defaultdict(list)
    for control in controls:
        for mapping in control.requirements:
            if mapping.framework == framework:
                found[mapping.requirement].append(Contribution(control, mapping))
    return found


def named(contributions: list[Contribution]) -> str:
    """Return the controls' titles for a sentence."""
    return ", ".join(f"'{c.control.title}'" for c in contributions)
