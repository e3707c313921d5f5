"""Statuses of controls and requirements with evidence: of the worst stage that was asked.

An answer that fails breaks a control and its requirements, and so does a stack that is not deployed as judged. What is
undetermined, stale or missing breaks nothing: it is shown beside the status. A pass closes no gap of a requirement; it
makes a control *held* that was only watched, or that is about what existed before, where all of AWS was asked about
exactly this configuration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from landing_zone.assessment.evidence_model import ControlEvidence, EvidenceEntry, Stage, worst_stage
from landing_zone.assessment.frameworks import counts_of
from landing_zone.assessment.model import (
    Assessment,
    ControlEntry,
    ControlStatus,
    FrameworkEntry,
    RequirementEntry,
    RequirementStatus,
)
from landing_zone.assessment.requirement_result import Contribution, RequirementResult, contributions_to
from landing_zone.assessment.requirement_status import UNCOUNTED, broken_by_parts, status_of_heading
from landing_zone.assessment.shape import adopted
from landing_zone.assessment.stages import operating_sentence
from landing_zone.assessment.tree import tested_below

_MOST_NAMED = 5
"""Number of controls or stacks that a sentence names; the pages of the controls have them all."""


def with_statuses(assessment: Assessment) -> Assessment:
    """Return an assessment with the statuses of its controls and requirements as the evidence in it makes them."""
    entry = assessment.evidence
    if entry is None:
        return assessment
    evidence = {found.control: found for found in entry.controls}
    controls = tuple(_control(control, evidence.get(control.id), entry) for control in assessment.controls)
    update = {
        "controls": controls,
        "frameworks": tuple(_framework(one, controls, evidence) for one in assessment.frameworks),
    }
    return assessment.model_copy(update=update)


def _control(control: ControlEntry, found: ControlEvidence | None, run: EvidenceEntry) -> ControlEntry:
    status = control.designed
    if found is not None and Stage.FAILS in {found.deployed, found.operating}:
        status = ControlStatus.NOT_HELD
    elif found is not None and found.operating is Stage.HOLDS and run.conclusive:
        at_run_time = status is ControlStatus.WATCHED
        if at_run_time or (status is ControlStatus.NOT_IN_THIS_SHAPE and adopted(control)):
            status = ControlStatus.HELD
    watched = status is ControlStatus.WATCHED and control.watched
    title = control.watched if watched else control.objective or control.title
    return control.model_copy(update={"status": status, "title": title})


def _framework(
    framework: FrameworkEntry, controls: Sequence[ControlEntry], evidence: Mapping[str, ControlEvidence]
) -> FrameworkEntry:
    mapped = contributions_to(framework.id, controls)
    tested = {r.id: r for r in framework.requirements if r.tested}
    own = {id_: _answer(r, mapped.get(id_, []), evidence) for id_, r in tested.items()}
    answers = broken_by_parts(framework.requirements, own)
    below = tested_below(framework.requirements)
    stages = _stages(framework.requirements, answers, evidence, mapped)
    entries = []
    for requirement in framework.requirements:
        answer = answers.get(requirement.id)
        if answer is None:
            parts = [(part, answers[part]) for part in below.get(requirement.id, [])]
            answer = _heading(requirement, parts, mapped.get(requirement.id, []), evidence)
        update: dict[str, Any] = {
            "status": answer.status,
            "why": answer.why,
            "missing": tuple(dict.fromkeys(answer.missing)),
            "deployed": stages[requirement.id][0],
            "operating": stages[requirement.id][1],
        }
        entries.append(requirement.model_copy(update=update))
    return framework.model_copy(update={"requirements": tuple(entries), "counts": counts_of(entries)})


def _answer(
    requirement: RequirementEntry, contributions: Sequence[Contribution], evidence: Mapping[str, ControlEvidence]
) -> RequirementResult:
    """Judge one that is tested by the controls mapped to it; parts of it are not looked at."""
    if requirement.designed in UNCOUNTED:
        return RequirementResult(requirement.designed, requirement.why, requirement.missing)
    judged = requirement.why.partition(" This assessment holds ")[0]  # it holds the run's answers now
    if broken := _broken(contributions, evidence):
        why = f"{_why(broken)} By design: {judged}"
        return RequirementResult(RequirementStatus.NOT_MET, why, (*_missing(broken), *requirement.missing))
    if requirement.designed is RequirementStatus.RUN_TIME_ONLY:
        states = [evidence[c.control.id].operating for c in contributions if c.control.id in evidence]
        why = f"{judged} In running accounts: {_lower(operating_sentence(states))}"
        return RequirementResult(requirement.designed, why, requirement.missing)
    return RequirementResult(requirement.designed, requirement.why, requirement.missing)


def _heading(
    requirement: RequirementEntry,
    below: Sequence[tuple[str, RequirementResult]],
    direct: Sequence[Contribution],
    evidence: Mapping[str, ControlEvidence],
) -> RequirementResult:
    if not below:
        return RequirementResult(requirement.designed, requirement.why, requirement.missing)
    answer = status_of_heading(below, [c for c in direct if c.control.designed is ControlStatus.NOT_HELD])
    broken = _broken(direct, evidence)
    if not broken or requirement.designed in UNCOUNTED:
        return answer
    why = f"{_why(broken)} {answer.why}"
    return RequirementResult(RequirementStatus.NOT_MET, why, (*_missing(broken), *answer.missing))


def _stages(
    requirements: Sequence[RequirementEntry],
    answers: Mapping[str, RequirementResult],
    evidence: Mapping[str, ControlEvidence],
    mapped: Mapping[str, Sequence[Contribution]],
) -> dict[str, tuple[Stage, Stage]]:
    """Return how each requirement is deployed and operates, by id: the worst of its controls.

    What fails in a part that breaks it fails in it too. A heading has the worst of those below it that apply.
    """
    nodes = {requirement.id: requirement for requirement in requirements}
    found = {}
    for requirement in requirements:
        own = [evidence[c.control.id] for c in mapped.get(requirement.id, []) if c.control.id in evidence]
        found[requirement.id] = worst_stage(e.deployed for e in own), worst_stage(e.operating for e in own)
    for part in reversed(requirements):  # a part of a part first
        parent = nodes.get(part.parent or "")
        if parent is None or not parent.tested or (part.service_provider_only and not parent.service_provider_only):
            continue
        if answers[parent.id].status is answers[part.id].status is RequirementStatus.NOT_MET:
            deployed, operating = (
                Stage.FAILS if lower is Stage.FAILS else upper
                for lower, upper in zip(found[part.id], found[parent.id], strict=True)
            )
            found[parent.id] = deployed, operating
    for heading, parts in tested_below(requirements).items():
        if not nodes[heading].tested:
            all_ = [found[heading], *(found[part] for part in parts if answers[part].status not in UNCOUNTED)]
            found[heading] = worst_stage(d for d, _ in all_), worst_stage(o for _, o in all_)
    return found


def _broken(
    contributions: Sequence[Contribution], evidence: Mapping[str, ControlEvidence]
) -> list[tuple[ControlEntry, ControlEvidence]]:
    """Return the controls that fail in the accounts, each once."""
    controls = {c.control.id: c.control for c in contributions if c.control.id in evidence}
    pairs = [(control, evidence[id_]) for id_, control in sorted(controls.items())]
    return [(control, found) for control, found in pairs if Stage.FAILS in {found.deployed, found.operating}]


def _why(broken: Sequence[tuple[ControlEntry, ControlEvidence]]) -> str:
    """Return a sentence for each stage that fails."""
    said = []
    if operating := [(control, found) for control, found in broken if found.operating is Stage.FAILS]:
        # One answer may be evidence for several controls.
        count = len({line for _, found in operating for line in found.problems if line.verdict == "fail"})
        what = f"{count:,} {'answer fails' if count == 1 else 'answers fail'}"
        said.append(f"In operation, {what}: {_some([_named(control) for control, _ in operating])}.")
    if deployed := [(control, found) for control, found in broken if found.deployed is Stage.FAILS]:
        stacks = sorted({stack for _, found in deployed for stack in found.not_as_judged})
        what = f"{len(stacks):,} {'stack is' if len(stacks) == 1 else 'stacks are'} not deployed as judged"
        said.append(f"{what} ({_some(stacks)}): {_some([_named(control) for control, _ in deployed])}.")
    return " ".join(said)


def _missing(broken: Sequence[tuple[ControlEntry, ControlEvidence]]) -> list[str]:
    found = [f"{_named(c)} fails in operation" for c, e in broken if e.operating is Stage.FAILS]
    return [*found, *(f"{_named(c)} is not deployed as judged" for c, e in broken if e.deployed is Stage.FAILS)]


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _named(control: ControlEntry) -> str:
    return f"'{control.title}'"


def _some(names: Sequence[str]) -> str:
    """Name a few for a sentence; never "and 1 more"."""
    more = len(names) - _MOST_NAMED
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:_MOST_NAMED])} and {more:,} more"
