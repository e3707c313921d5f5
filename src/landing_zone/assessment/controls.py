"""The verdict on each control, from the results of its rules and assertions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from landing_zone.assessment.checks import by_rule
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
        checks: of all rules.
        frameworks: ids of those in scope; a control's mappings to others are left out.
    """
    found = by_rule(checks)
    return tuple(_control(catalogue.controls[id_], found, frameworks) for id_ in sorted(catalogue.controls))


def status_and_counts(
    rules: Collection[str], by_rule: Mapping[str, CheckEntry]
) -> tuple[ControlStatus, dict[str, int]]:
    """Return a control's status and its counts, by their names in :class:`ControlEntry`, from its checks.

    Args:
        rules: all that the control names; one that is named twice counts once.
        by_rule: the checks.
    """
    # A rule may be named twice, and a fact by several rules: each counts once. A control holds or not, whether or not
    # that stops.
    own = {by_rule[rule].rule: by_rule[rule] for rule in rules if rule in by_rule}
    counts = verdict_of(check.model_copy(update={"advice": ""}) for check in own.values())
    if counts.failed or counts.undetermined:
        status = ControlStatus.NOT_HELD
    elif counts.waived:
        status = ControlStatus.WAIVED
    elif counts.passed:
        status = ControlStatus.HELD
    elif not rules:
        status = ControlStatus.MANUAL
    else:
        status = ControlStatus.NOT_APPLICABLE
    return status, counts.model_dump(include={"passed", "failed", "waived", "undetermined", "overruled"})


def _control(control: Control, by_rule: Mapping[str, CheckEntry], frameworks: Collection[str]) -> ControlEntry:
    status, counts = status_and_counts(control.all_rules, by_rule)
    return ControlEntry(
        id=control.id,
        title=control.title,
        objective=control.title,
        watched=control.watched,
        statement=control.statement,
        remediation=control.remediation,
        status=status,
        designed=status,
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
        **counts,
    )
