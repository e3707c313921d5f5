"""The verdict on each control, from the results of its rules and assertions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from landing_zone.assessment.checks import by_rule
from landing_zone.assessment.held_by import held_by
from landing_zone.assessment.model import (
    CheckEntry,
    ControlEntry,
    ControlStatus,
    DecisionEntry,
    MappingEntry,
)
from landing_zone.assessment.shape import assertion_entry, lacks_of
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
    return tuple(judged(_entry(catalogue.controls[id_], frameworks), found) for id_ in sorted(catalogue.controls))


def judged(control: ControlEntry, by_rule: Mapping[str, CheckEntry]) -> ControlEntry:
    """Return a control with the status, title, counts and waivers that its checks give it; evidence is joined later."""
    rules = (*control.rules, *(assertion.rule for assertion in control.assertions))
    # A rule may be named twice, and a fact by several rules: each counts once.
    own = tuple({by_rule[rule].rule: by_rule[rule] for rule in rules if rule in by_rule}.values())
    # A control holds or not, whether or not that stops.
    counts = verdict_of(check.model_copy(update={"advice": ""}) for check in own)
    update: dict[str, Any] = counts.model_dump(include={"passed", "failed", "waived", "undetermined", "overruled"})
    waivers = Counter(finding.waiver for check in own for finding in check.waived)
    status = ControlStatus.MANUAL
    if rules:
        held = not held_by(control, by_rule).empty
        status = _status(own, held=held, failed=counts.failed + counts.undetermined, waived=counts.waived)
    watched = status is ControlStatus.WATCHED and control.watched
    lacks, left_out = lacks_of(own)
    return control.model_copy(
        update={
            **update,
            "status": status,
            "designed": status,
            "title": control.watched if watched else control.objective,
            "lacks": lacks,
            "left_out": left_out,
            "waivers": dict(sorted(waivers.items())),
        }
    )


def _status(checks: Collection[CheckEntry], *, held: bool, failed: int, waived: int) -> ControlStatus:
    if failed:
        return ControlStatus.NOT_HELD
    if any(check.not_asked and not check.watches for check in checks):  # what it says is not so, whatever else holds
        return ControlStatus.NOT_IN_THIS_SHAPE
    if held:
        return ControlStatus.HELD_WITH_WAIVERS if waived else ControlStatus.HELD
    if waived:
        return ControlStatus.WAIVED
    if any(check.passed or check.elsewhere for check in checks if check.watches):
        return ControlStatus.WATCHED
    lacks = any(check.lacks for check in checks)
    return ControlStatus.NOT_IN_THIS_SHAPE if lacks else ControlStatus.NOT_APPLICABLE


def _entry(control: Control, frameworks: Collection[str]) -> ControlEntry:
    return ControlEntry(
        id=control.id,
        title=control.title,
        objective=control.title,
        watched=control.watched,
        statement=control.statement,
        remediation=control.remediation,
        status=ControlStatus.NOT_APPLICABLE,
        provided_by=control.provided_by,
        rules=control.rules,
        assertions=tuple(assertion_entry(control, assertion) for assertion in control.assertions),
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
    )
