"""Assertions judged on an assembly: one finding for each resource or environment, passes included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from landing_zone.assertions.environments import ZoneEnvironment, zone_environments
from landing_zone.assertions.forms import form_of
from landing_zone.assertions.needs import lacking, narrowed, wanted_of
from landing_zone.assertions.selector import Selector
from landing_zone.assertions.worlds import Worlds
from landing_zone.catalogue.assertion import Assertion
from landing_zone.catalogue.control import Control
from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.model import Assembly
from landing_zone.expressions.interpreter import Expression
from landing_zone.findings.finding import Finding, Status, in_order
from landing_zone.findings.on_resource import on_resource


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The results of the assertions for an assembly.

    Args:
        findings: sorted; one for each resource or environment that an assertion judges.
        not_judged: rules of the assertions about the zone as a whole, for templates that are not of a zone.
        without_subject: rules of the assertions that found nothing to judge: no such resource, no such environment.
        not_asked: rules of the assertions that need what no environment that they mean has.
    """

    findings: tuple[Finding, ...]
    not_judged: tuple[str, ...]
    without_subject: tuple[str, ...]
    not_asked: tuple[str, ...] = ()


def evaluate(
    assembly: Assembly,
    controls: Iterable[Control],
    switched_off: Iterable[str] = (),
    resolver: Resolver | None = None,
) -> Evaluation:
    """Judge every assertion of some controls on an assembly.

    A finding is ``UNDETERMINED`` where the outcome depends on a value that the templates do not give: it never passes.
    Each unit of the assembly is judged by itself: of loose templates, each. An assertion is asked in the environments
    that have what it needs; of templates from elsewhere nothing is known to lack.

    Args:
        assembly: the templates.
        controls: the controls with these assertions.
        switched_off: ids of the controls of Security Hub that waivers switch off; assertions can read them.
        resolver: of that assembly, shared with other callers; a new one by default.

    Raises:
        UserError: the zone's snapshot in the assembly cannot be read.
    """
    environments = zone_environments(assembly.zone) if assembly.zone is not None else ()
    resolver = resolver or Resolver(assembly)
    expressions: dict[str, Expression] = {}
    units = [Selector(unit, environments, switched_off, resolver, expressions) for unit in assembly.units]
    findings: list[Finding] = []
    not_judged: list[str] = []
    without_subject: list[str] = []
    not_asked: list[str] = []
    for control in controls:
        for assertion in control.assertions:
            rule = control.assertion_rule(assertion)
            if assertion.about_the_zone and assembly.zone is None:
                not_judged.append(rule)
                continue
            if lack := lacking(assertion.needs, wanted_of(assertion), environments):
                if not lack.environments:
                    not_asked.append(rule)
                    continue
                assertion = narrowed(assertion, lack)
            found = _searched_once([finding for unit in units for finding in _findings(unit, assertion, rule)])
            findings += found
            if not found:
                without_subject.append(rule)
    rules = (tuple(sorted(found)) for found in (not_judged, without_subject, not_asked))
    return Evaluation(tuple(in_order(findings)), *rules)


def _findings(selector: Selector, assertion: Assertion, rule: str) -> Iterator[Finding]:
    form = form_of(assertion)(selector, assertion)
    worlds = Worlds(form)
    judged = [(subject, worlds.judged(subject)) for subject in form.subjects()]
    whole = assertion.none if assertion.none is not None and assertion.none.where is None else None
    if whole is not None and all(verdict.status is Status.PASS for _, verdict in judged):
        keys = selector.keys(whole.environments) if whole.environments is not None else None
        if searched := selector.stacks(keys):
            yield Finding(rule, "", "", "", Status.PASS, searched=searched)
        return
    for subject, verdict in judged:
        if not verdict.meant:
            continue
        if isinstance(subject, ZoneEnvironment):
            passes = verdict.status is Status.PASS
            yield Finding(
                rule=rule,
                stack="",
                logical_id="",
                detail="",
                status=verdict.status,
                environment=subject.key,
                message=verdict.said(),
                met=verdict.met,
                searched=selector.stacks(frozenset((subject.key,))) if passes and not verdict.met else (),
            )
            continue
        yield on_resource(subject, rule, verdict.status, verdict.said(), selector.files)


def _searched_once(findings: list[Finding]) -> list[Finding]:
    """Join the searches of an assertion in each of some loose templates that found nothing: that is said once."""
    searches = [finding for finding in findings if finding.searched and not finding.environment]
    if len(searches) < 2:
        return findings
    stacks = tuple(sorted({stack for finding in searches for stack in finding.searched}))
    others = [finding for finding in findings if finding.environment or not finding.searched]
    return [*others, replace(searches[0], searched=stacks)]
