"""Assertions judged on an assembly: one finding for each resource or environment, passes included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from landing_zone.assertions.environments import ZoneEnvironment, zone_environments
from landing_zone.assertions.relations import Relations
from landing_zone.assertions.selector import Selected, Selector, Ternary, all_of, counted
from landing_zone.assertions.wording import (
    because,
    bounds,
    found_and_wanted,
    kinds,
    name_of,
    selection_text,
    shorten,
    shown,
    too_long_to_read,
)
from landing_zone.catalogue.assertion import Assertion
from landing_zone.catalogue.control import Control
from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.intrinsics.values import Reference, equal, reasons_in
from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.expressions.interpreter import ConditionError, Expression
from landing_zone.findings.finding import Finding, Status, in_order


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The results of the assertions for an assembly.

    Args:
        findings: sorted; one for each resource or environment that an assertion judges.
        not_judged: rules of the assertions about the zone as a whole, for templates that are not of a zone.
        without_subject: rules of the assertions that found nothing to judge: no such resource, no such environment.
    """

    findings: tuple[Finding, ...]
    not_judged: tuple[str, ...]
    without_subject: tuple[str, ...]


def evaluate(
    assembly: Assembly,
    controls: Iterable[Control],
    switched_off: Iterable[str] = (),
    resolver: Resolver | None = None,
) -> Evaluation:
    """Judge every assertion of some controls on an assembly.

    A finding is ``UNDETERMINED`` where the outcome depends on a value that the templates do not give: it never passes.
    Each unit of the assembly is judged by itself: of loose templates, each.

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
    for control in controls:
        for assertion in control.assertions:
            rule = control.assertion_rule(assertion)
            if assertion.about_the_zone and assembly.zone is None:
                not_judged.append(rule)
                continue
            found = [finding for unit in units for finding in _Judge(unit, assertion, rule).findings()]
            findings += dict.fromkeys(found) if assembly.loose else found  # "there is no such resource" is said once
            if not found:
                without_subject.append(rule)
    return Evaluation(tuple(in_order(findings)), tuple(sorted(not_judged)), tuple(sorted(without_subject)))


@dataclass(frozen=True, slots=True)
class _Judge:
    """One assertion on one assembly."""

    selector: Selector
    assertion: Assertion
    rule: str

    def findings(self) -> Iterator[Finding]:
        if self.assertion.none is not None:
            return self._none()
        if self.assertion.unique is not None:
            return self._unique()
        if self.assertion.in_each_environment is not None:
            return self._in_each_environment()
        return self._each_related() if self.assertion.related is not None else self._each_must()

    # -- each ---------------------------------------------------------------------------------------------------------

    def _each_must(self) -> Iterator[Finding]:
        assert self.assertion.each is not None  # noqa: S101 - the model's validator
        assert self.assertion.must is not None  # noqa: S101 - the model's validator
        expression = self.selector.expression(self.assertion.must)
        for selected in self.selector.selected(self.assertion.each):
            properties = self.selector.subject(self.assertion.must, selected.resource)
            failure = ""
            try:
                result = Ternary(*expression.truth(properties))
            except ConditionError as error:
                reasons = reasons_in(properties)
                result, failure = Ternary(None if reasons else False, reasons), f" ({error})"

            def broken(properties: object = properties, failure: str = failure) -> str:
                return found_and_wanted(expression, properties, self.assertion.description) + failure

            yield self._on(selected, result, broken)

    def _each_related(self) -> Iterator[Finding]:
        assert self.assertion.each is not None  # noqa: S101 - the model's validator
        relation = self.assertion.related
        assert relation is not None  # noqa: S101 - the model's validator
        relations = Relations(self.selector, relation)
        for selected in self.selector.selected(self.assertion.each):
            resource = selected.resource
            try:
                ties = relations.ties(resource)
            except ConditionError as error:
                yield self._finding(resource, Status.UNDETERMINED, f"{name_of(resource)}: {error}.")
                continue
            result, certain, possible = counted((tie.result for tie in ties), relation.min, relation.max)
            number = str(certain or "no") if certain == possible else f"{certain} to {possible}"
            misfits = [name_of(t.other) for t in ties if t.tied.truth is True and t.fits.truth is False]

            def broken(number: str = number, misfits: list[str] = misfits, resource: Resource = resource) -> str:
                where = f' that satisfies "{shorten(relation.where)}"' if relation.where else ""
                allowed = bounds(relation.min, relation.max)
                if relation.through:
                    said = shown(relations.yielded(relation.through, resource))
                    text = (
                        f"{shorten(relation.through)} is {said}, which leads to {number} {kinds(relation.type)}{where}"
                    )
                else:
                    text = f"{number} {kinds(relation.type)}{where} points to it by {shorten(relation.by or '')}"
                text += f", where {allowed}"
                return f"{text}; tied but not satisfying it: {', '.join(sorted(misfits)[:3])}" if misfits else text

            yield self._on(selected, result, broken)

    def _on(self, selected: Selected, result: Ternary, broken: Callable[[], str]) -> Finding:
        """One finding on a selected resource: the assertion holds where it was not selected, or the result is true."""
        resource = selected.resource
        if result.truth is True:
            return self._finding(resource, Status.PASS, "")
        if result.truth is False and selected.chosen.truth is True:
            return self._finding(resource, Status.FAIL, f"{name_of(resource)}: {broken()}.")
        reasons = result.reasons if result.truth is None else frozenset()
        reasons |= selected.chosen.reasons if selected.chosen.truth is None else frozenset()
        text = f"{name_of(resource)}: {because(reasons)}; as far as known, {broken()}."
        return self._finding(resource, Status.UNDETERMINED, text)

    # -- none, unique -------------------------------------------------------------------------------------------------

    def _none(self) -> Iterator[Finding]:
        assert self.assertion.none is not None  # noqa: S101 - the model's validator
        candidates = self.selector.candidates(self.assertion.none)
        if not candidates:
            yield Finding(self.rule, "", "", "", Status.PASS)
        for candidate in candidates:
            resource, chosen = candidate.resource, candidate.chosen
            if chosen.truth is False:
                yield self._finding(resource, Status.PASS, "")
                continue
            where = self.assertion.none.where
            selected = f' while "{shorten(where)}" is true of it' if where else ""
            if chosen.truth is None:
                text = f"{name_of(resource)}: {because(chosen.reasons)}."
                yield self._finding(resource, Status.UNDETERMINED, text)
            else:
                meant = too_long_to_read(where, self.assertion.description)
                text = f"{name_of(resource)} is declared{selected}, and none may be{meant}."
                yield self._finding(resource, Status.FAIL, text)

    def _unique(self) -> Iterator[Finding]:
        assert self.assertion.unique is not None  # noqa: S101 - the model's validator
        expression = self.selector.expression(self.assertion.by or "")
        values = []
        for selected in self.selector.selected(self.assertion.unique):
            try:
                values.append((selected, expression.search(self.selector.properties(selected.resource))))
            except ConditionError as error:
                text = f"{name_of(selected.resource)}: {error}."
                yield self._finding(selected.resource, Status.UNDETERMINED, text)
        comparable = _Comparable([value for _, value in values])
        for selected, value in values:
            if value is None:
                yield self._finding(selected.resource, Status.PASS, "")
                continue
            same: Ternary = Ternary(False)
            twin = ""
            for place in comparable.places(value):
                other, another = values[place]
                if other is selected or another is None:
                    continue
                alike = equal(value, another)
                reasons = reasons_in(value) | reasons_in(another) if alike is None else frozenset()
                both_have_it = all_of(Ternary(alike, reasons), other.chosen, selected.chosen)
                if both_have_it.truth is True:
                    same, twin = both_have_it, name_of(other.resource)
                    break
                if both_have_it.truth is None:
                    same = both_have_it
            said = f"{expression.text} is {shown(value)}"
            if same.truth is False:
                yield self._finding(selected.resource, Status.PASS, "")
            elif same.truth is True:
                text = f"{name_of(selected.resource)}: {said}, as that of {twin}, and each must have its own."
                yield self._finding(selected.resource, Status.FAIL, text)
            else:
                doubt = f"another may have the same, since {because(same.reasons)}"
                text = f"{name_of(selected.resource)}: {said}, and {doubt}."
                yield self._finding(selected.resource, Status.UNDETERMINED, text)

    # -- presence -----------------------------------------------------------------------------------------------------

    def _in_each_environment(self) -> Iterator[Finding]:
        assertion = self.assertion
        assert assertion.in_each_environment is not None  # noqa: S101 - the model's validator
        assert assertion.has is not None  # noqa: S101 - the model's validator
        by_environment: dict[str, list[Selected]] = {}
        for candidate in self.selector.candidates(assertion.has):
            by_environment.setdefault(candidate.resource.environment, []).append(candidate)
        for environment in self.selector.zone(assertion.in_each_environment):
            found = by_environment.get(environment.key, [])
            results = [all_of(one.chosen, one.deployed) for one in found]
            result, certain, possible = counted(results, assertion.min, assertion.max)
            if result.truth is True:
                yield self._environment_finding(environment, Status.PASS, "")
                continue
            what = selection_text(assertion.has)
            if result.truth is None:
                text = (
                    f"{environment.name} has {certain} to {possible} {what}, where "
                    f"{bounds(assertion.min, assertion.max)}; {because(result.reasons)}."
                )
                yield self._environment_finding(environment, Status.UNDETERMINED, text)
                continue
            number = "no" if possible == 0 else str(certain or possible)
            text = f"{environment.name} has {number} {what}, where {bounds(assertion.min, assertion.max)}"
            text += too_long_to_read(assertion.has.where, assertion.description)
            misfits = sorted(name_of(one.resource) for one in found if one.chosen.truth is False)
            text += f"; there, but not satisfying it: {', '.join(misfits[:3])}." if misfits else "."
            yield self._environment_finding(environment, Status.FAIL, text)

    # -- findings -----------------------------------------------------------------------------------------------------

    def _environment_finding(self, environment: ZoneEnvironment, status: Status, message: str) -> Finding:
        return Finding(self.rule, "", "", "", status, environment=environment.key, message=message)

    def _finding(self, resource: Resource, status: Status, message: str) -> Finding:
        source = f"{self.selector.files[resource.stack]}:{resource.line}" if resource.line else ""
        return Finding(
            rule=self.rule,
            stack=resource.stack,
            logical_id=resource.logical_id,
            detail="",
            status=status,
            construct_path=resource.construct_path,
            resource_type=resource.type,
            environment=resource.environment,
            message=message,
            source=source,
        )


class _Comparable:
    """Which of some values may equal one of them: most texts and references are looked up, not compared.

    Args:
        values: the values; a place is an index into them.
    """

    def __init__(self, values: Sequence[Any]) -> None:
        self._kinds = [self._kind(value) for value in values]
        self._equal: dict[tuple[object, object], list[int]] = {}
        for place, kind in enumerate(self._kinds):
            self._equal.setdefault(kind, []).append(place)
        self._unlike: dict[object, list[int]] = {}

    def places(self, value: Any) -> Iterable[int]:
        """Return the places of the values that may equal one of them, its own included."""
        kind, known = self._kind(value)
        if kind is None:
            return range(len(self._kinds))
        if kind not in self._unlike:
            self._unlike[kind] = [place for place, (other, _) in enumerate(self._kinds) if other != kind]
        return sorted((*self._equal[kind, known], *self._unlike[kind]))

    @staticmethod
    def _kind(value: Any) -> tuple[object, object]:
        """The kind of a value, and what all equal values of the kind have in common; ``None`` for other kinds."""
        if isinstance(value, str):
            return str, value
        if isinstance(value, Reference) and value.attribute in ("", "Arn"):
            return value.attribute, value.target
        return None, None
