"""Groups the findings of every rule by resource."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from landing_zone.assessment.model import CheckEntry, FindingEntry
from landing_zone.assessment.resources import Resources
from landing_zone.catalogue.load import Catalogue
from landing_zone.findings.finding import Finding, Status, in_order


def checks_of(
    findings: Iterable[Finding],
    resources: Resources,
    catalogue: Catalogue,
    titles: Mapping[str, str],
    shown: Mapping[str, tuple[str, ...]],
) -> tuple[CheckEntry, ...]:
    """Group findings by rule, sorted by rule.

    A rule that a control names, and that had nothing to judge, has an entry too, without results. A resource counts
    as passed by a rule only when that rule has no other finding on it.

    Args:
        findings: of every engine and of the gate, after waivers.
        resources: of the assembly.
        catalogue: gives the controls of a rule, and the statement of an assertion.
        titles: rule to a short title, for rules of engines.
        shown: rule to a sentence for each proof that it can fail.
    """
    by_rule: dict[str, set[Finding]] = {rule: set() for rule in catalogue.rules()}
    for finding in findings:
        by_rule.setdefault(finding.rule, set()).add(finding)
    stated = {c.assertion_rule(a): a.description for c in catalogue.controls.values() for a in c.assertions}
    return tuple(
        _check(
            rule,
            in_order(by_rule[rule]),
            resources,
            catalogue,
            stated.get(rule) or titles.get(rule, ""),
            shown.get(rule, ()),
        )
        for rule in sorted(by_rule)
    )


def _check(
    rule: str, findings: list[Finding], resources: Resources, catalogue: Catalogue, title: str, proofs: tuple[str, ...]
) -> CheckEntry:
    others = {(f.stack, f.logical_id) for f in findings if f.status is not Status.PASS}
    passes = [f for f in findings if f.status is Status.PASS]
    passed = {p for f in passes if (f.stack, f.logical_id) not in others and (p := resources.position(f)) is not None}
    return CheckEntry(
        rule=rule,
        engine=rule.partition("::")[0],
        title=title,
        controls=tuple(sorted(control.id for control in catalogue.controls_of_rule(rule))),
        proofs=proofs,
        passed=tuple(sorted(passed)),
        passed_elsewhere=sum(resources.position(f) is None for f in passes),
        failed=_entries(findings, Status.FAIL, resources),
        waived=_entries(findings, Status.WAIVED, resources),
        undetermined=_entries(findings, Status.UNDETERMINED, resources),
        overruled=_entries(findings, Status.OVERRULED, resources),
    )


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
