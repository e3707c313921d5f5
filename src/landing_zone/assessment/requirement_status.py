"""The status of a leaf requirement: from the controls mapped to it, and who can answer it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from landing_zone.assessment.model import ControlStatus, RequirementStatus
from landing_zone.assessment.requirement_result import Contribution, RequirementResult, named
from landing_zone.catalogue.framework import Answerable, Requirement

_NAMED = 8
"""Maximum number of controls in a sentence; the requirement's page lists them all."""
_UNDESCRIBED = "the organisation's own part, which the catalogue does not describe"
_BY_TEMPLATES = {RequirementStatus.PROVEN, RequirementStatus.CHECKED, RequirementStatus.PARTLY_MET}
_DONE = {RequirementStatus.PROVEN, RequirementStatus.CHECKED, RequirementStatus.INHERITED}


def status_of_leaf(
    requirement: Requirement, contributions: Sequence[Contribution], proven: Collection[str]
) -> RequirementResult:
    """Judge one requirement; the first of these that applies decides.

    1. A mapped control does not hold: not met.
    2. A mapped control holds only by a waiver: waived.
    3. At least one mapped control holds. Only people and documents can answer it: organisational, and the controls
       are the landing zone's contribution. Else checked, when all mapped controls hold, one of them answers it in
       full, and the organisation has no part in it (proven, when each rule behind that has a proof); else partly met.
    4. Nothing mapped judged anything, but AWS Config or Security Hub judges it once deployed: run time only.
    5. AWS answers it: inherited. People answer it: organisational.
    6. It is shared, and the catalogue states the landing zone's contribution: organisational, because no check shows
       it (docs/adr/0006).
    7. Not met: infrastructure should answer it, alone or in part, and no control does.

    Args:
        requirement: the leaf.
        contributions: every control mapped to it.
        proven: rules with a proof that they can fail.
    """
    of = {status: [c for c in contributions if c.control.status is status] for status in ControlStatus}
    if broken := of[ControlStatus.NOT_HELD]:
        return RequirementResult(
            RequirementStatus.NOT_MET, f"Not held: {named(broken)}.", _open(requirement, contributions)
        )
    if waived := of[ControlStatus.WAIVED]:
        why = f"A check fails and a valid waiver covers it: {named(waived)}."
        return RequirementResult(RequirementStatus.WAIVED, why, _open(requirement, contributions))
    if held := of[ControlStatus.HELD]:
        return _held(requirement, contributions, held, proven)
    return _nothing_judged(requirement, contributions)


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


def _nothing_judged(requirement: Requirement, contributions: Sequence[Contribution]) -> RequirementResult:
    missing = _open(requirement, contributions)
    manual = [c for c in contributions if c.control.status is ControlStatus.MANUAL]
    idle = [c for c in contributions if c.control.status is ControlStatus.NOT_APPLICABLE]
    at_run_time = [c for c in manual if c.control.config_rules or c.control.security_hub]
    if at_run_time and not idle and requirement.answerable is not Answerable.ORGANISATIONAL:
        why = (
            f"Templates cannot show it; AWS Config or Security Hub judges it in the deployed accounts: "
            f"{named(at_run_time)}. This assessment holds none of that evidence."
        )
        return RequirementResult(RequirementStatus.RUN_TIME_ONLY, why, missing)
    if requirement.inherited:
        return RequirementResult(RequirementStatus.INHERITED, requirement.inherited, missing)
    if requirement.answerable is Answerable.ORGANISATIONAL:
        return RequirementResult(RequirementStatus.ORGANISATIONAL, "People and papers alone answer it.", missing)
    if requirement.answerable is Answerable.SHARED and requirement.contributes and not manual:
        judged = f" Its controls found nothing here to judge: {_some(idle)}." if idle else ""
        why = f"People complete it. The landing zone contributes: {requirement.contributes}{judged}"
        return RequirementResult(RequirementStatus.ORGANISATIONAL, why, missing)
    if idle:
        why = f"Nothing in these templates for its controls to judge: {_some(idle)}."
    elif manual:
        why = f"No check of the templates is possible, so nothing here shows it: {named(manual)}."
    elif requirement.answerable is Answerable.SHARED:
        why = "The landing zone should contribute to it, and no control does."
    else:
        why = "Infrastructure should answer it, and no control does."
    return RequirementResult(RequirementStatus.NOT_MET, why, missing)


def _some(contributions: list[Contribution]) -> str:
    """Name controls for a sentence; only a few of a long list."""
    more = len(contributions) - _NAMED
    return named(contributions) if more <= 1 else f"{named(contributions[:_NAMED])} and {more} more"


def _open(requirement: Requirement, contributions: Sequence[Contribution]) -> tuple[str, ...]:
    """Return the open parts of a requirement that its controls do not answer in full."""
    found: list[str] = []
    # A gap of one control is closed by another that holds and answers the requirement in full.
    if not any(c.mapping.coverage == "full" and c.control.status is ControlStatus.HELD for c in contributions):
        found.extend(c.mapping.missing for c in contributions if c.mapping.missing)
    for contribution in contributions:
        control = contribution.control
        if control.status is ControlStatus.NOT_HELD:
            found.append(f"'{control.title}' does not hold")
        elif control.status is ControlStatus.MANUAL:
            found.append(f"'{control.title}': {control.manual}")
    if idle := [c for c in contributions if c.control.status is ControlStatus.NOT_APPLICABLE]:
        found.append(f"Nothing in these templates to judge for: {_some(idle)}")
    if requirement.answerable is not Answerable.INFRASTRUCTURE or requirement.organisation:
        found.append(requirement.organisation or _UNDESCRIBED)
    return tuple(dict.fromkeys(found))


def status_of_section(
    leaves: Sequence[tuple[str, RequirementResult]], direct: Sequence[Contribution]
) -> RequirementResult:
    """Judge a requirement by the leaves below it: its status is not better than that of its worst part.

    Args:
        leaves: id and result of each, in the framework's order; at least one.
        direct: controls mapped to this requirement itself. They can break it; they do not answer its leaves.
    """
    counts = Counter(answer.status for _, answer in leaves)
    why = (
        f"Of {len(leaves)} below it: "
        + ", ".join(f"{counts[s]} {s.value}" for s in RequirementStatus if counts[s])
        + "."
    )
    missing = tuple(f"{id_}: {answer.status.value}" for id_, answer in leaves if answer.status not in _DONE)
    if broken := [c for c in direct if c.control.status is ControlStatus.NOT_HELD]:
        return RequirementResult(RequirementStatus.NOT_MET, f"Not held: {named(broken)}. {why}", missing)
    return RequirementResult(_status(set(counts)), why, missing)


def _status(present: set[RequirementStatus]) -> RequirementStatus:
    if len(present) == 1:
        return next(iter(present))
    for worst in (RequirementStatus.NOT_MET, RequirementStatus.WAIVED):
        if worst in present:
            return worst
    if present == {RequirementStatus.PROVEN, RequirementStatus.CHECKED}:
        return RequirementStatus.CHECKED
    if present & _BY_TEMPLATES:
        return RequirementStatus.PARTLY_MET
    return (
        RequirementStatus.ORGANISATIONAL
        if RequirementStatus.ORGANISATIONAL in present
        else RequirementStatus.RUN_TIME_ONLY
    )
