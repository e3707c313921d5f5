"""Groups the findings of every rule by resource, and rules that say the same into one check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from landing_zone.assessment.model import Assessment, CheckEntry, ControlEntry, ControlStatus, FindingEntry
from landing_zone.assessment.resources import Resources
from landing_zone.assessment.run_model import SearchEntry
from landing_zone.catalogue.assertion import ACCOUNT_TYPE, Assertion
from landing_zone.catalogue.load import Catalogue
from landing_zone.findings.finding import Finding, Status, in_order

SEARCHED = "the templates that were searched"
"""Where a prohibition passes that found nothing, in ``CheckEntry.elsewhere``; ``searched`` says which templates."""
ACCOUNT, ENVIRONMENT, STACK = "account ", "environment ", "stack "
"""How the other places there begin."""

_NO_FACTS: Mapping[str, str] = {}


def each_stops(_rule: str) -> str:
    """Give no rule a reason not to stop."""
    return ""


def checks_of(
    findings: Iterable[Finding],
    resources: Resources,
    catalogue: Catalogue,
    titles: Mapping[str, str],
    shown: Mapping[str, tuple[str, ...]],
    facts: Mapping[str, str] = _NO_FACTS,
    advice: Callable[[str], str] = each_stops,
) -> tuple[CheckEntry, ...]:
    """Group findings by rule, sorted by rule.

    Rules that ask the same and got the same results are one check, named after the first of them. Where the results
    differ, as when a waiver names one rule of them alone, the checks stay apart.

    A rule that a control names, and that had nothing to judge, has an entry too, without results. A resource counts
    as passed by a rule only when that rule has no other finding on it.

    Args:
        findings: of every engine and of the gate, after waivers.
        resources: of the assembly.
        catalogue: gives the controls of a rule, and the statement of an assertion.
        titles: rule to a short title, for rules of engines.
        shown: rule to a sentence for each proof that it can fail.
        facts: rule to the fact that it asks about, where several rules ask about one.
        advice: why a rule does not stop; "" when it stops.
    """
    grouped: dict[str, set[Finding]] = {rule: set() for rule in catalogue.rules()}
    for finding in findings:
        grouped.setdefault(finding.rule, set()).add(finding)
    stated = {c.assertion_rule(a): a for c in catalogue.controls.values() for a in c.assertions}
    one: dict[tuple[object, ...], CheckEntry] = {}
    for rule in sorted(grouped):
        assertion = stated.get(rule)
        check = _check(rule, in_order(grouped[rule]), resources, catalogue, assertion).model_copy(
            update={
                "title": assertion.description if assertion else titles.get(rule, ""),
                "proofs": shown.get(rule, ()),
                "advice": advice(rule),
            }
        )
        key = (facts.get(rule, rule), *_results(check))
        one[key] = _joined(one[key], check) if key in one else check
    return tuple(one.values())


def by_rule(checks: Iterable[CheckEntry]) -> dict[str, CheckEntry]:
    """Return the check of each rule, also of a rule that says the same as another."""
    return {rule: check for check in checks for rule in check.rules}


def proven_rules(checks: Iterable[CheckEntry]) -> frozenset[str]:
    """Return the rules that were seen to fail, and those that say the same as one of them."""
    return frozenset(rule for check in checks if check.proofs for rule in check.rules)


def controls_that_stop(assessment: Assessment) -> tuple[ControlEntry, ...]:
    """Return the controls that do not hold, without those of which only advice says so."""
    broken = [check for check in assessment.checks if check.failed or check.undetermined]
    stopping = {control for check in broken if not check.advice for control in check.controls}
    advised = {control for check in broken if check.advice for control in check.controls} - stopping
    return tuple(c for c in assessment.controls if c.status is ControlStatus.NOT_HELD and c.id not in advised)


def _results(check: CheckEntry) -> tuple[object, ...]:
    """Return what was found where; the packs of cdk-nag word the same finding differently."""
    worded = (check.failed, check.waived, check.undetermined, check.overruled)
    return (
        check.passed,
        check.elsewhere,
        *(
            tuple((f.resource, f.stack, f.environment, f.detail, f.waiver, f.decided_by) for f in found)
            for found in worded
        ),
    )


def _joined(check: CheckEntry, other: CheckEntry) -> CheckEntry:
    return check.model_copy(
        update={
            "also": (*check.also, other.rule),
            "controls": tuple(sorted({*check.controls, *other.controls})),
            "proofs": tuple(dict.fromkeys((*check.proofs, *other.proofs))),
            "advice": check.advice and other.advice,
        }
    )


def _check(
    rule: str,
    findings: list[Finding],
    resources: Resources,
    catalogue: Catalogue,
    assertion: Assertion | None,
) -> CheckEntry:
    others = {(f.stack, f.logical_id) for f in findings if f.status is not Status.PASS}
    passes = [f for f in findings if f.status is Status.PASS]
    passed = {p for f in passes if (f.stack, f.logical_id) not in others and (p := resources.position(f)) is not None}
    return CheckEntry(
        rule=rule,
        engine=rule.partition("::")[0],
        controls=tuple(sorted(control.id for control in catalogue.controls_of_rule(rule))),
        watches=assertion is not None and bool(assertion.watches),
        passed=tuple(sorted(passed)),
        elsewhere=tuple(sorted(_place(f) for f in passes if resources.position(f) is None)),
        met=tuple(sorted({resources.positions[one] for f in passes for one in f.met if one in resources.positions})),
        searched=_search(passes, resources, assertion),
        failed=_entries(findings, Status.FAIL, resources),
        waived=_entries(findings, Status.WAIVED, resources),
        undetermined=_entries(findings, Status.UNDETERMINED, resources),
        overruled=_entries(findings, Status.OVERRULED, resources),
    )


def _search(passes: list[Finding], resources: Resources, assertion: Assertion | None) -> SearchEntry | None:
    stacks = sorted({resources.stacks[stack] for finding in passes for stack in finding.searched})
    selection = (assertion.none or assertion.has) if assertion else None
    return SearchEntry(types=selection.type, stacks=tuple(stacks)) if stacks and selection else None


def _place(finding: Finding) -> str:
    if finding.resource_type == ACCOUNT_TYPE:
        return ACCOUNT + finding.environment.partition("/")[0]
    if finding.environment and not finding.stack:
        return ENVIRONMENT + finding.environment
    if finding.searched:
        return SEARCHED
    return STACK + finding.stack if finding.stack else "the zone as a whole"


def _entries(findings: list[Finding], status: Status, resources: Resources) -> tuple[FindingEntry, ...]:
    return tuple(_entry(finding, resources.position(finding)) for finding in findings if finding.status is status)


def _entry(finding: Finding, position: int | None) -> FindingEntry:
    lost = finding.logical_id if position is None else ""  # a resource that is in no template is still named
    return FindingEntry(
        resource=position,
        stack=finding.stack,
        environment=finding.environment,
        detail=f"{lost}: {finding.detail}" if lost and finding.detail else lost or finding.detail,
        message=finding.message,
        source=finding.source,
        waiver=finding.waiver,
        decided_by=finding.decided_by,
    )
