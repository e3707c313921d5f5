"""Refuses a control whose ``decides`` cannot mean what it says."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.catalogue.assertion import ZONE_TYPES, Assertion
from landing_zone.catalogue.control import Control
from landing_zone.errors import UserError
from landing_zone.yaml.issue import did_you_mean
from landing_zone.yaml.yaml_file import YamlFile


def decision_errors(file: YamlFile, control: Control) -> Iterator[UserError]:
    """Yield what is wrong in a control's ``decides``, with the lines of its file."""
    assertions = {assertion.id: assertion for assertion in control.assertions}
    decided: set[tuple[str, str]] = set()
    for index, decision in enumerate(control.decides):
        at = ("decides", index)
        assertion = assertions.get(decision.assertion)
        if assertion is None:
            yield file.error(
                (*at, "assertion"),
                f"the control has no assertion '{decision.assertion}'",
                allowed=", ".join(assertions) or "an id under 'assertions'",
                fix=did_you_mean(decision.assertion, assertions, "write that assertion, or correct the id"),
            )
        elif not _judges_single_resources(assertion):
            yield file.error(
                (*at, "assertion"),
                f"the assertion '{decision.assertion}' does not judge single resources, so it cannot decide about one",
                allowed="an assertion with 'each' or 'none' about types of CloudFormation",
                fix="write an assertion about each resource",
            )
        for place, rule in enumerate(decision.rules):
            where = (*at, "rules", place)
            if rule not in control.rules:
                yield file.error(
                    where,
                    f"the control does not name the rule '{rule}'",
                    allowed=", ".join(control.rules) or "a rule under 'rules'",
                    fix=did_you_mean(rule, control.rules, "add it to 'rules', or remove it here"),
                )
            elif rule.startswith("gate::"):
                yield file.error(
                    where,
                    "a bypass check is decided by nothing else",
                    allowed="rules of the engines",
                    fix="remove the rule here",
                )
            if (decision.assertion, rule) in decided:
                what = f"'{decision.assertion}' decides over '{rule}' twice"
                yield file.error(where, what, allowed="each rule once", fix="keep one of the two")
            decided.add((decision.assertion, rule))


def _judges_single_resources(assertion: Assertion) -> bool:
    selection = assertion.each or assertion.none
    return selection is not None and not set(selection.type) & set(ZONE_TYPES)
