"""The verdict on each control, from the results of its rules and assertions."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from landing_zone.assessment.model import (
    AssertionEntry,
    CheckEntry,
    ControlEntry,
    ControlStatus,
    DecisionEntry,
    MappingEntry,
)
from landing_zone.assessment.verdict import verdict_of
from landing_zone.catalogue.control import Control
from landing_zone.catalogue.load import Catalogue


def controls_of(
    catalogue: Catalogue, checks: Iterable[CheckEntry], frameworks: Collection[str]
) -> tuple[ControlEntry, ...]:
    """Judge every control, sorted by id.

    Args:
        catalogue: the controls.
        checks: one for each rule.
        frameworks: ids of those in scope; a control's mappings to others are left out.
    """
    by_rule = {check.rule: check for check in checks}
    return tuple(_control(catalogue.controls[id_], by_rule, frameworks) for id_ in sorted(catalogue.controls))


def _control(control: Control, by_rule: dict[str, CheckEntry], frameworks: Collection[str]) -> ControlEntry:
    # A rule may be named twice, and counts once.
    counts = verdict_of(by_rule[rule] for rule in sorted(set(control.all_rules)) if rule in by_rule)
    if counts.failed or counts.undetermined:
        status = ControlStatus.NOT_HELD
    elif counts.waived:
        status = ControlStatus.WAIVED
    elif counts.passed:
        status = ControlStatus.HELD
    elif not control.all_rules:
        status = ControlStatus.MANUAL
    else:
        status = ControlStatus.NOT_APPLICABLE
    return ControlEntry(
        id=control.id,
        title=control.title,
        statement=control.statement,
        remediation=control.remediation,
        status=status,
        provided_by=control.provided_by,
        rules=control.rules,
        assertions=tuple(
            AssertionEntry(rule=control.assertion_rule(a), description=a.description) for a in control.assertions
        ),
        decides=tuple(
            DecisionEntry(assertion=control.rule_of(d.assertion), rules=d.rules, reason=d.reason, source=d.source)
            for d in control.decides
        ),
        config_rules=control.config_rules,
        security_hub=control.security_hub,
        manual=control.manual,
        requirements=tuple(
            MappingEntry(**mapping.model_dump()) for mapping in control.requirements if mapping.framework in frameworks
        ),
        passed=counts.passed,
        failed=counts.failed,
        waived=counts.waived,
        undetermined=counts.undetermined,
        overruled=counts.overruled,
    )
