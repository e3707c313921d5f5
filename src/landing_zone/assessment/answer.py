"""What answers a requirement, in one word, and why: the value that this package's rules give."""

from __future__ import annotations

from dataclasses import dataclass

from landing_zone.assessment.model import ControlEntry, MappingEntry, RequirementStatus


@dataclass(frozen=True)
class Answer:
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


def named(contributions: list[Contribution]) -> str:
    """Return the controls' titles for a sentence."""
    return ", ".join(f"'{c.control.title}'" for c in contributions)
