"""Computes again what an assessment states and what follows from other parts of it; a difference was made by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from landing_zone.assessment.approvals import Accounts, with_coverage, without_coverage
from landing_zone.assessment.checks import ACCOUNT, ENVIRONMENT, SEARCHED, STACK, by_rule, proven_rules
from landing_zone.assessment.controls import judged
from landing_zone.assessment.frameworks import framework_entry
from landing_zone.assessment.model import Assessment, CheckEntry, ControlEntry, FindingEntry, FrameworkEntry
from landing_zone.assessment.places import environment_entries
from landing_zone.assessment.shape import forged
from landing_zone.assessment.unexamined import unexamined
from landing_zone.assessment.verdict import verdict_of
from landing_zone.catalogue.framework import Framework, Requirement
from landing_zone.cloudformation.assembly.zone_digest import zone_digest
from landing_zone.config.validate import landing_zone_from_snapshot
from landing_zone.errors import UserError
from landing_zone.waivers.pattern import covers

_STAGES = ("designed", "deployed", "operating")
"""Fields of a requirement beside its status; a synth has the first alone."""
_PLACES = (ACCOUNT, ENVIRONMENT, STACK)


def contradictions(assessment: Assessment, *, sentences: bool = True) -> list[str]:
    """Return what in an assessment does not follow from the rest of it, a sentence each; a synth writes none of that.

    Args:
        assessment: as read, without evidence joined to it.
        sentences: also compare the explanations of statuses, which another version may word differently.
    """
    try:
        again = rejudged(assessment)
    except ValueError:
        return ["a framework, or the configuration, is malformed"]
    found = [*_verdict(assessment, again), *_checks(assessment), *_overruled(assessment), *_controls(assessment, again)]
    found += [*_frameworks(assessment, again, sentences), *_waivers(assessment), *_zone(assessment)]
    return found or list(forged(assessment))


def rejudged(assessment: Assessment) -> Assessment:
    """Return an assessment with its verdict, and the statuses and counts of controls and frameworks, from its checks.

    Raises:
        ValueError: a framework or the configuration in it is malformed.
    """
    found = by_rule(assessment.checks)
    controls = [judged(control, found) for control in assessment.controls]
    proven = proven_rules(assessment.checks)
    left_out = unexamined(assessment.checks, assessment.resources)
    return assessment.model_copy(
        update={
            "verdict": verdict_of(assessment.checks, left_out),
            "unexamined": left_out,
            "controls": tuple(controls),
            "frameworks": tuple(
                framework_entry(_framework(f), controls, proven, assessment.zone) for f in assessment.frameworks
            ),
        }
    )


def refuse_forged(assessment: Assessment, file: str, *, sentences: bool = True) -> None:
    """Refuse an assessment that contradicts itself.

    Raises:
        UserError: with the first contradiction, and how many more there are.
    """
    if found := contradictions(assessment, sentences=sentences):
        more = f", and {len(found) - 1} more" if found[1:] else ""
        raise UserError(
            f"{found[0]}{more}: the assessment was changed by hand, or another version wrote it",
            file=file,
            fix="run 'cdk synth' again",
        )


def _verdict(assessment: Assessment, again: Assessment) -> Iterator[str]:
    if assessment.verdict != again.verdict:
        yield "the verdict does not follow from its checks"
    if assessment.unexamined != again.unexamined:
        yield "the resources that no control examines do not follow from its checks"
    if assessment.broken_files and assessment.seal.files:
        yield "it has files that could not be read, and an assembly is judged whole or not at all"
    if assessment.evidence is not None:
        yield "it has evidence, which no synth joins to it"


def _checks(assessment: Assessment) -> Iterator[str]:
    controls_of: dict[str, list[str]] = {}
    for control in assessment.controls:
        for rule in _rules(control):
            controls_of.setdefault(rule, []).append(control.id)
    times = Counter(rule for check in assessment.checks for rule in check.rules)
    yield from (f"the check {rule} is there {count} times" for rule, count in times.items() if count > 1)
    for rule in sorted(controls_of.keys() - times.keys()):
        yield f"the check {rule}, which {controls_of[rule][0]} names, is missing"
    for check in assessment.checks:
        stacks = check.searched.stacks if check.searched else ()
        if not _within((*check.passed, *check.met), assessment.resources) or not _within(stacks, assessment.stacks):
            yield f"the check {check.rule} names resources or stacks that are not there"
        else:
            yield from _held(assessment, check)
        results = _results(check)
        passed = [position for position in sorted(set(check.passed)) if results[position]]
        if check.passed != tuple(passed):
            yield f"the passes of the check {check.rule} are not one for each resource without another result"
        if check.controls != tuple(sorted({control for rule in check.rules for control in controls_of.get(rule, ())})):
            yield f"the controls of the check {check.rule} are not those that name it"


def _held(assessment: Assessment, check: CheckEntry) -> Iterator[str]:
    """Ask that a pass about no single resource has a place that is there, and resources or stacks to hold it there."""
    if (check.met or check.searched) and not check.elsewhere:
        yield f"the check {check.rule} does not pass, and is stated to be held"
        return
    places = {kind: {p.removeprefix(kind) for p in check.elsewhere if p.startswith(kind)} for kind in _PLACES}
    accounts = {environment.account_id for environment in assessment.environments} or places[ACCOUNT]  # of no zone
    if not places[ACCOUNT] <= accounts or not places[STACK] <= {stack.name for stack in assessment.stacks}:
        yield f"the check {check.rule} passes in an account or a stack that is not there"
    if check.engine != "assertion":
        return
    met = {assessment.resources[position].environment for position in check.met}
    stacks = [assessment.stacks[position] for position in check.searched.stacks] if check.searched else []
    searched = {f"{stack.account}/{stack.region}" for stack in stacks}
    whole = SEARCHED in check.elsewhere
    if (
        not met <= places[ENVIRONMENT] <= met | searched
        or (whole and not stacks)
        or (check.searched is not None and not whole and not (stacks and searched <= places[ENVIRONMENT]))
    ):
        yield f"the check {check.rule} does not pass where it is stated to be held, or is held by nothing there"


def _within(positions: Iterable[int], entries: Sequence[object]) -> bool:
    return all(0 <= position < len(entries) for position in positions)


def _overruled(assessment: Assessment) -> Iterator[str]:
    """Ask as ``assertions.decide`` does: of each control that names the rule, an assertion passes and none does not."""
    checks = by_rule(assessment.checks)
    results = {rule: _results(check) for rule, check in checks.items() if check.engine == "assertion"}
    for check in assessment.checks:
        for entry in check.overruled:
            groups = [
                {d.assertion for d in control.decides if rule in d.rules}
                for rule in check.rules
                for control in assessment.controls
                if rule in control.rules
            ]
            judged = [
                [results[one][entry.resource] for one in group if entry.resource in results.get(one, {})]
                for group in groups
            ]
            decides = any(entry.decided_by in group for group in groups)
            if not decides or not all(passes and all(passes) for passes in judged):
                yield f"a finding of {check.rule} is overruled by {entry.decided_by}, which does not decide over it"


def _results(check: CheckEntry) -> dict[int | None, bool]:
    """Return whether a check passes, by the position of each resource on which it gave a result."""
    others = (*check.failed, *check.waived, *check.undetermined, *check.overruled)
    results: dict[int | None, bool] = dict.fromkeys(check.passed, True)
    return results | {entry.resource: False for entry in others if entry.resource is not None}


def _controls(assessment: Assessment, again: Assessment) -> Iterator[str]:
    for stated, control in zip(assessment.controls, again.controls, strict=True):
        if stated.status is not control.status:
            yield f"the control {stated.id} is stated as {stated.status}, and its checks make it {control.status}"
        elif stated != control:
            yield f"what is said of the control {stated.id} does not follow from its checks"


def _rules(control: ControlEntry) -> list[str]:
    return sorted({*control.rules, *(assertion.rule for assertion in control.assertions)})


def _waivers(assessment: Assessment) -> Iterator[str]:
    waivers = {waiver.id: waiver for waiver in assessment.waivers}
    waived = [(check, entry) for check in assessment.checks for entry in check.waived]
    for check, entry in waived:
        waiver = waivers.get(entry.waiver)
        rules, names = _subject(assessment, check.rule, entry)
        what = f"{rules[0]} on {names[0]} is waived by {entry.waiver or 'nothing'}"
        if waiver is None:
            yield f"{what}, and there is no such waiver"
        elif waiver.expires < assessment.as_of:
            yield f"{what}, which had expired on {waiver.expires}"
        elif not set(rules) & set(waiver.rules) or not any(covers(p, name) for p in waiver.resources for name in names):
            yield f"{what}, which does not cover it"
    count = Counter(entry.waiver for _, entry in waived)
    for waiver in assessment.waivers:
        if waiver.covers != count[waiver.id]:
            yield f"the waiver {waiver.id} is stated to cover {waiver.covers} findings, and covers {count[waiver.id]}"
    accounts = Accounts(assessment.resources, assessment.stacks, assessment.environments)
    again = with_coverage(assessment.waivers, assessment.as_of, assessment.checks, accounts)
    hub = tuple(
        without_coverage(w, assessment.as_of).model_copy(update={"covers": w.covers})
        for w in assessment.security_hub_waivers
    )
    for stated, waiver in zip((*assessment.waivers, *assessment.security_hub_waivers), (*again, *hub), strict=True):
        if stated != waiver:
            yield f"whether the waiver {stated.id} is approved does not follow from its approval and what it covers"
    for waiver in (*assessment.waivers, *assessment.security_hub_waivers):
        if waiver.days_left != (waiver.expires - assessment.as_of).days:
            yield f"the days that {waiver.id} has left do not follow from its dates"


def _subject(assessment: Assessment, rule: str, entry: FindingEntry) -> tuple[list[str], list[str]]:
    """Return the exact rules and the names by which a waiver covers a finding, as ``waivers.apply.name_of`` gives them.

    They are one each, but for a finding about a resource that is in no template: its id is in the detail.
    """
    rules = [f"{rule}[{entry.detail}]" if entry.detail else rule]
    if entry.resource is not None:
        resource = assessment.resources[entry.resource]
        return rules, [resource.construct_path or f"{resource.stack}/{resource.logical_id}"]
    lost, separator, detail = entry.detail.partition(": ")
    own = f"{rule}[{detail}]" if separator else rule
    return [*rules, own], [entry.stack or entry.environment, f"{entry.stack}/{lost}"]


def _zone(assessment: Assessment) -> Iterator[str]:
    stated = assessment.provenance.configuration if assessment.provenance else None
    if assessment.zone is None:
        if assessment.of_this_zone and assessment.provenance is not None:
            yield "it is stated to be of a landing zone, and has no configuration"
        return
    if stated is not None and stated != zone_digest(assessment.zone):
        yield "the configuration's digest is not that of the configuration in it"
    if not assessment.of_this_zone:
        yield "it has a configuration, and is stated to be of no landing zone"
        return
    try:
        zone = landing_zone_from_snapshot(assessment.zone)
    except UserError:
        yield "the configuration in it could be of no landing zone"
        return
    if assessment.organisation != zone.organisation.name:
        yield "the organisation is not that of the configuration"
    if assessment.environments != environment_entries(zone):
        yield "the environments are not those of the configuration"
    if [framework.id for framework in assessment.frameworks] != list(dict.fromkeys(zone.frameworks)):
        yield "the frameworks are not those that the configuration has in scope"


def _frameworks(assessment: Assessment, again: Assessment, sentences: bool) -> Iterator[str]:
    for stated, framework in zip(assessment.frameworks, again.frameworks, strict=True):
        for one, other in zip(stated.requirements, framework.requirements, strict=True):
            if one.status is not other.status:
                yield f"{stated.id} {one.id} is stated as {one.status}, and its controls make it {other.status}"
            elif any(getattr(one, field) != getattr(other, field) for field in _STAGES):
                yield f"the stages of {stated.id} {one.id} do not follow from its controls, or no synth asks about them"
            elif sentences and one != other:
                yield f"what is said of {stated.id} {one.id} does not follow from its controls"
        if stated.counts != framework.counts:
            yield f"the counts of {stated.id} do not follow from its requirements"


def _framework(stated: FrameworkEntry) -> Framework:
    """Return the part of the catalogue's framework that an assessment holds: enough to judge it again.

    Raises:
        ValueError: it is malformed.
    """
    above: set[str | None] = {None}
    for requirement in stated.requirements:
        if requirement.parent not in above:
            raise ValueError(f"the parent of {requirement.id} is not above it")
        above.add(requirement.id)
    requirements = [r.model_dump(include=set(Requirement.model_fields)) for r in stated.requirements]
    head = stated.model_dump(mode="json", include={"id", "title", "edition", "published", "source", "note"})
    return Framework.model_validate({**head, "requirements": requirements})
