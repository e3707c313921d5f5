"""The status of a requirement, from the controls mapped to it and who can answer it; of a heading, from those below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from landing_zone.assessment.applicability import not_applicable
from landing_zone.assessment.model import ControlStatus, RequirementStatus
from landing_zone.assessment.requirement_result import Contribution, RequirementResult, named
from landing_zone.assessment.shape import adopted, said_of, said_of_control
from landing_zone.assessment.tree import Node
from landing_zone.catalogue.features import FEATURES
from landing_zone.catalogue.framework import Answerable, Requirement

_NAMED = 8
"""Maximum number of controls in a sentence; the requirement's page lists them all."""
_UNDESCRIBED = "the organisation's own part, which the catalogue does not describe"
_BY_TEMPLATES = {RequirementStatus.PROVEN, RequirementStatus.CHECKED, RequirementStatus.PARTLY_MET}
UNCOUNTED = {RequirementStatus.NOT_APPLICABLE, RequirementStatus.SUPERSEDED}
"""Statuses of requirements that the organisation need not meet."""
HOLDING = frozenset({ControlStatus.HELD, ControlStatus.HELD_WITH_WAIVERS})
"""Statuses of controls that something holds."""
_DONE = {RequirementStatus.PROVEN, RequirementStatus.CHECKED, RequirementStatus.INHERITED, *UNCOUNTED}


def status_of_requirement(
    requirement: Requirement,
    contributions: Sequence[Contribution],
    proven: Collection[str],
    zone: Mapping[str, Any] | None = None,
) -> RequirementResult:
    """Judge one requirement by the controls mapped to it; the first of these that applies decides.

    1. Another requirement replaced it: superseded. The configuration says that it does not apply: not applicable.
    2. A mapped control does not hold: not met.
    3. At least one mapped control holds. Only people and documents can answer it: organisational, and the controls
       are the landing zone's contribution. Else checked, when all mapped controls hold without a waiver, one of them
       answers it in full, and the organisation has no part in it (proven, when each rule behind that has a proof);
       else partly met.
    4. Every finding of a mapped control is waived, and people alone do not answer it: waived.
    5. AWS answers it: inherited. People answer it: organisational.
    6. AWS Config or Security Hub judges it once deployed: run time only.
    7. It is shared, and the catalogue states the landing zone's contribution: organisational, because no check shows
       it (docs/adr/0006).
    8. Not met: infrastructure should answer it, alone or in part, and no control does.

    What the zone's shape leaves out of a control answers nothing, and is named as open: the requirement reads as if the
    control were not there. What existed before is judged at run time, as a watched control is.

    Args:
        requirement: one that is tested itself.
        contributions: every control mapped to it.
        proven: rules with a proof that they can fail.
        zone: the configuration's snapshot; ``None`` for templates from elsewhere, to which every requirement applies.
    """
    if requirement.superseded_by:
        why = f"{requirement.superseded_by} has replaced it since {requirement.superseded_since}."
        return RequirementResult(RequirementStatus.SUPERSEDED, why)
    if why := not_applicable(requirement, zone):
        return RequirementResult(RequirementStatus.NOT_APPLICABLE, why)
    of = {status: [c for c in contributions if c.control.status is status] for status in ControlStatus}
    if broken := of[ControlStatus.NOT_HELD]:
        return RequirementResult(
            RequirementStatus.NOT_MET, f"Not held: {named(broken)}.", _open(requirement, contributions)
        )
    if held := [c for c in contributions if c.control.status in HOLDING]:
        return _held(requirement, contributions, held, proven)
    if (waived := of[ControlStatus.WAIVED]) and requirement.answerable is not Answerable.ORGANISATIONAL:
        why = f"Each finding of its checks is covered by a valid waiver: {named(waived)}."
        return RequirementResult(RequirementStatus.WAIVED, why, _open(requirement, contributions))
    return _nothing_held(requirement, contributions)


def _held(
    requirement: Requirement, contributions: Sequence[Contribution], held: list[Contribution], proven: Collection[str]
) -> RequirementResult:
    missing = _open(requirement, contributions)
    if requirement.answerable is Answerable.ORGANISATIONAL:
        why = f"People and papers answer it; the landing zone supports them with {_some(held)}."
        return RequirementResult(RequirementStatus.ORGANISATIONAL, why, missing)
    whole = any(c.mapping.coverage == "full" for c in held)
    if whole and not missing:
        rules = {r for c in held for r in (*c.control.rules, *(a.rule for a in c.control.assertions))}
        if rules and rules <= set(proven):
            why = f"Held, and each check was shown to fail when what it guards is broken: {_some(held)}."
            return RequirementResult(RequirementStatus.PROVEN, why)
        return RequirementResult(RequirementStatus.CHECKED, f"Every mapped check passes: {_some(held)}.")
    if not missing:
        missing = ("no control answers it in full",)
    return RequirementResult(RequirementStatus.PARTLY_MET, f"Held: {_some(held)}. Something stays open.", missing)


def _nothing_held(requirement: Requirement, contributions: Sequence[Contribution]) -> RequirementResult:
    missing = _open(requirement, contributions)
    manual = [c for c in contributions if c.control.status is ControlStatus.MANUAL]
    idle = [c for c in contributions if c.control.status is ControlStatus.NOT_APPLICABLE]
    absent = [c for c in contributions if c.control.status is ControlStatus.NOT_IN_THIS_SHAPE]
    there = [c for c in absent if adopted(c.control)]
    lacking = [c for c in absent if c not in there]
    watched = [c for c in contributions if c.control.status is ControlStatus.WATCHED or _at_run_time(c)]
    shape = f" Not in this shape: {_lacks(lacking)}." if lacking else ""
    supported = f" Once deployed, AWS Config or Security Hub watches: {_some(watched)}." if watched else ""
    if requirement.inherited:
        return RequirementResult(RequirementStatus.INHERITED, f"{requirement.inherited}{supported}{shape}", missing)
    if requirement.answerable is Answerable.ORGANISATIONAL:
        why = f"People and papers alone answer it.{supported}{shape}"
        return RequirementResult(RequirementStatus.ORGANISATIONAL, why, missing)
    if watched or there:
        found = f"AWS Config or Security Hub finds deviations in the deployed accounts: {_some(watched)}"
        ways = [found] if watched else []
        ways += [f"only running accounts show what existed before, {_some(there)}: {_lacks(there)}"] if there else []
        why = f"Nothing in the templates holds it; {'; '.join(ways)}.{shape} This assessment holds no answer of theirs."
        return RequirementResult(RequirementStatus.RUN_TIME_ONLY, why, missing)
    if requirement.answerable is Answerable.SHARED and requirement.contributes and not manual:
        judged = f" Its controls found nothing here to judge: {_some(idle)}." if idle else ""
        why = f"People complete it. The landing zone contributes: {requirement.contributes}{judged}{shape}"
        return RequirementResult(RequirementStatus.ORGANISATIONAL, why, missing)
    if lacking:
        why = f"Not in this shape, and no other control answers it: {_some(lacking)}; {_lacks(lacking)}."
    elif idle:
        why = f"Nothing in these templates for its controls to judge: {_some(idle)}."
    elif manual:
        why = f"No check of the templates is possible, so nothing here shows it: {named(manual)}."
    elif requirement.answerable is Answerable.SHARED:
        why = "The landing zone should contribute to it, and no control does."
    else:
        why = "Infrastructure should answer it, and no control does."
    return RequirementResult(RequirementStatus.NOT_MET, why, missing)


def _at_run_time(contribution: Contribution) -> bool:
    control = contribution.control
    return control.status is ControlStatus.MANUAL and bool(control.config_rules or control.security_hub)


def _lacks(contributions: list[Contribution]) -> str:
    """Say what the zone lacks for some controls."""
    found = {feature for c in contributions for feature in c.control.lacks}
    return said_of(name for name in FEATURES if name in found)


def _some(contributions: list[Contribution]) -> str:
    """Name controls for a sentence; only a few of a long list."""
    more = len(contributions) - _NAMED
    return named(contributions) if more <= 1 else f"{named(contributions[:_NAMED])} and {more} more"


def _open(requirement: Requirement, contributions: Sequence[Contribution]) -> tuple[str, ...]:
    """Return the open parts of a requirement that its controls do not answer in full."""
    found: list[str] = []
    # A gap of one control is closed by another that holds and answers the requirement in full.
    if not any(c.mapping.coverage == "full" and c.control.status in HOLDING for c in contributions):
        found.extend(c.mapping.missing for c in contributions if c.mapping.missing)
    for contribution in contributions:
        control = contribution.control
        if control.status is ControlStatus.NOT_HELD:
            found.append(f"'{control.title}' does not hold")
        elif control.status is ControlStatus.MANUAL:
            found.append(f"'{control.title}': {control.manual}")
        if lacks := said_of_control(control):
            found.append(lacks)
        found.extend(
            f"{waiver} covers {count} {'finding' if count == 1 else 'findings'} of '{control.title}'"
            for waiver, count in control.waivers.items()
        )
    if idle := [c for c in contributions if c.control.status is ControlStatus.NOT_APPLICABLE]:
        found.append(f"Nothing in these templates to judge for: {_some(idle)}")
    if requirement.answerable is not Answerable.INFRASTRUCTURE or requirement.organisation:
        found.append(requirement.organisation or _UNDESCRIBED)
    return tuple(dict.fromkeys(found))


def broken_by_parts(
    requirements: Sequence[Node], answers: Mapping[str, RequirementResult]
) -> dict[str, RequirementResult]:
    """Return the results of all tested requirements: one with a part that is not met is not met either.

    A part that binds service providers alone says nothing of a requirement that binds everybody.

    Args:
        requirements: of a framework, each after its parent.
        answers: id to result, for each that is tested.
    """
    found = dict(answers)
    nodes = {requirement.id: requirement for requirement in requirements}
    for part in reversed(requirements):  # a part of a part first
        parent = nodes.get(part.parent or "")
        if parent is None or not parent.tested or found[part.id].status is not RequirementStatus.NOT_MET:
            continue
        own = found[parent.id]
        if own.status in UNCOUNTED or (part.service_provider_only and not parent.service_provider_only):
            continue
        why = own.why if own.status is RequirementStatus.NOT_MET else f"A part of it is not met. By itself: {own.why}"
        found[parent.id] = RequirementResult(
            RequirementStatus.NOT_MET, why, (f"its part {part.id} is not met", *own.missing)
        )
    return found


def status_of_heading(
    below: Sequence[tuple[str, RequirementResult]], direct: Sequence[Contribution]
) -> RequirementResult:
    """Judge a principal requirement or a section by the tested ones below it that apply.

    Args:
        below: id and result of each, in the framework's order; at least one.
        direct: controls mapped to the heading itself. They can break it; they do not answer what is below it.
    """
    why = _counted(Counter(answer.status for _, answer in below))
    missing = tuple(f"{id_}: {answer.status.value}" for id_, answer in below if answer.status not in _DONE)
    if broken := [c for c in direct if c.control.status is ControlStatus.NOT_HELD]:
        return RequirementResult(RequirementStatus.NOT_MET, f"Not held: {named(broken)}. {why}", missing)
    return RequirementResult(_status({answer.status for _, answer in below}), why, missing)


def _counted(counts: Counter[RequirementStatus]) -> str:
    """Say how many have each status; superseded ones apart, as they are counted nowhere."""
    replaced = counts.pop(RequirementStatus.SUPERSEDED, 0)
    apart = f"{replaced} {'is' if replaced == 1 else 'are'} superseded, and not counted."
    if not counts:
        return f"Of those below it, {apart}"
    said = ", ".join(f"{counts[s]} {s.value}" for s in RequirementStatus if counts[s])
    return f"Of {counts.total()} below it: {said}." + (f" Besides, {apart}" if replaced else "")


def _status(present: set[RequirementStatus]) -> RequirementStatus:
    present = present - UNCOUNTED or present - {RequirementStatus.SUPERSEDED} or present
    if len(present) == 1:
        return next(iter(present))
    if RequirementStatus.NOT_MET in present:
        return RequirementStatus.NOT_MET
    if present == {RequirementStatus.PROVEN, RequirementStatus.CHECKED}:
        return RequirementStatus.CHECKED
    if present & _BY_TEMPLATES:
        return RequirementStatus.PARTLY_MET
    for worst in (RequirementStatus.WAIVED, RequirementStatus.ORGANISATIONAL):
        if worst in present:
            return worst
    return RequirementStatus.RUN_TIME_ONLY
