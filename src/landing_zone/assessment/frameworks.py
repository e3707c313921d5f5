"""Judges each framework in scope: every requirement gets a status, none is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from landing_zone.assessment.model import ControlEntry, FrameworkEntry, RequirementEntry, RequirementStatus
from landing_zone.assessment.requirement_result import Contribution, RequirementResult, contributions_to
from landing_zone.assessment.requirement_status import (
    UNCOUNTED,
    broken_by_parts,
    status_of_heading,
    status_of_requirement,
)
from landing_zone.assessment.tree import tested_below
from landing_zone.catalogue.features import FEATURES
from landing_zone.catalogue.framework import Framework, Requirement


def framework_entry(
    framework: Framework,
    controls: Iterable[ControlEntry],
    proven: Collection[str],
    zone: Mapping[str, Any] | None = None,
) -> FrameworkEntry:
    """Judge every requirement of a framework, in the framework's order.

    Args:
        framework: in scope.
        controls: judged.
        proven: rules with a proof that they can fail.
        zone: the configuration's snapshot, which says what applies.
    """
    mapped = contributions_to(framework.id, controls)
    own = {
        requirement.id: status_of_requirement(requirement, mapped.get(requirement.id, []), proven, zone)
        for requirement in framework.requirements
        if requirement.tested
    }
    answers = broken_by_parts(framework.requirements, own)
    below = tested_below(framework.requirements)
    entries: list[RequirementEntry] = []
    for requirement in framework.requirements:
        direct = mapped.get(requirement.id, [])
        if requirement.tested:
            entries.append(_entry(requirement, answers[requirement.id], direct))
            continue
        parts = below.get(requirement.id, [])
        answer = status_of_heading([(part, answers[part]) for part in parts], direct)
        entries.append(
            _entry(requirement, answer, [c for id_ in (requirement.id, *parts) for c in mapped.get(id_, [])])
        )
    return FrameworkEntry(
        id=framework.id,
        title=framework.title,
        edition=framework.edition,
        published=framework.published,
        source=framework.source,
        note=framework.note,
        counts=counts_of(entries),
        requirements=tuple(entries),
    )


def counts_of(requirements: Iterable[RequirementEntry]) -> dict[str, int]:
    """Return how many requirements have each status: those that are tested and that no other has replaced."""
    counts = Counter(requirement.status for requirement in requirements if requirement.tested)
    return {status.value: counts[status] for status in RequirementStatus if status is not RequirementStatus.SUPERSEDED}


def _entry(
    requirement: Requirement, answer: RequirementResult, contributions: Iterable[Contribution]
) -> RequirementEntry:
    controls = {c.control.id: c.control for c in contributions}
    waivers = {waiver for control in controls.values() for waiver in control.waivers}
    lacks = {feature for control in controls.values() for feature in control.lacks}
    return RequirementEntry(
        id=requirement.id,
        parent=requirement.parent,
        level=requirement.level.value,
        title=requirement.title,
        answerable=requirement.answerable.value,
        applies_if=requirement.applies_if,
        superseded_by=requirement.superseded_by,
        superseded_since=requirement.superseded_since,
        status=answer.status,
        designed=answer.status,
        why=answer.why,
        controls=tuple(sorted(controls)),
        missing=answer.missing,
        lacks=() if answer.status in UNCOUNTED else tuple(name for name in FEATURES if name in lacks),
        waivers=() if answer.status in UNCOUNTED else tuple(sorted(waivers)),
        organisation=requirement.organisation,
        owner=requirement.owner,
        evidence=requirement.evidence,
        inherited=requirement.inherited,
        contributes=requirement.contributes,
        documents=tuple(document.value for document in requirement.documents),
    )
