"""Judges each framework in scope: every requirement gets a status, none is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from landing_zone.assessment.model import ControlEntry, FrameworkEntry, RequirementEntry, RequirementStatus
from landing_zone.assessment.requirement_result import RequirementResult, contributions_to
from landing_zone.assessment.requirement_status import status_of_leaf, status_of_section
from landing_zone.assessment.tree import leaves_below
from landing_zone.catalogue.framework import Framework, Requirement


def framework_entry(framework: Framework, controls: Iterable[ControlEntry], proven: Collection[str]) -> FrameworkEntry:
    """Judge every requirement of a framework, in the framework's order.

    Args:
        framework: in scope.
        controls: judged.
        proven: rules with a proof that they can fail.
    """
    mapped = contributions_to(framework.id, controls)
    leaves = leaves_below(framework.requirements)
    answers = {
        requirement.id: status_of_leaf(requirement, mapped.get(requirement.id, []), proven)
        for requirement in framework.requirements
        if requirement.id not in leaves
    }
    entries: list[RequirementEntry] = []
    for requirement in framework.requirements:
        below = leaves.get(requirement.id, [])
        direct = mapped.get(requirement.id, [])
        answer = (
            answers[requirement.id]
            if requirement.id in answers
            else status_of_section([(leaf, answers[leaf]) for leaf in below], direct)
        )
        ids = {c.control.id for id_ in (requirement.id, *below) for c in mapped.get(id_, [])}
        entries.append(_entry(requirement, answer, ids))
    counts = Counter(answer.status for answer in answers.values())
    return FrameworkEntry(
        id=framework.id,
        title=framework.title,
        edition=framework.edition,
        published=framework.published,
        source=framework.source,
        note=framework.note,
        counts={status.value: counts[status] for status in RequirementStatus},
        requirements=tuple(entries),
    )


def _entry(requirement: Requirement, answer: RequirementResult, controls: set[str]) -> RequirementEntry:
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
        organisation=requirement.organisation,
        owner=requirement.owner,
        evidence=requirement.evidence,
        inherited=requirement.inherited,
        contributes=requirement.contributes,
        documents=tuple(document.value for document in requirement.documents),
    )
