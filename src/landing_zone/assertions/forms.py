"""The five forms of assertions: what each says of one resource or environment, as one selector sees the templates."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from landing_zone.assertions.environments import ZoneEnvironment
from landing_zone.assertions.relations import Relations
from landing_zone.assertions.selector import NOTHING, Selected, Selector, Ternary, all_of, counted
from landing_zone.assertions.verdict import NOT_MEANT, PASS, Verdict
from landing_zone.assertions.wording import (
    LONGEST,
    because,
    bounds,
    broken_parts,
    found_and_wanted,
    name_of,
    selection_text,
    shorten,
    shown,
    too_long_to_read,
)
from landing_zone.catalogue.assertion import Assertion, Selection
from landing_zone.catalogue.config_rule import config_rule
from landing_zone.cloudformation.intrinsics.values import Reference, equal, reasons_in
from landing_zone.cloudformation.model import Resource
from landing_zone.expressions.interpreter import ConditionError
from landing_zone.findings.finding import Status

Subject = TypeVar("Subject")


class Form(ABC, Generic[Subject]):
    """One assertion, judged on what one selector sees.

    Args:
        selector: the templates, or one way in which they may be deployed.
        assertion: the assertion.
        root: the same on the templates as they are, where the selector is of one world.
    """

    def __init__(self, selector: Selector, assertion: Assertion, root: Form[Subject] | None = None) -> None:
        self.selector = selector
        self.assertion = assertion
        self.root = root

    @abstractmethod
    def subjects(self) -> Iterable[Subject]:
        """Return what is judged."""

    @abstractmethod
    def verdict(self, subject: Subject) -> Verdict:
        """Judge one of the subjects."""


class _OfResources(Form[Resource]):
    """A form that judges resources."""

    _selected: Mapping[int, Selected] = MappingProxyType({})
    not_meant = NOT_MEANT
    """The verdict on a resource that is there, and that the selection does not mean."""

    @property
    def selection(self) -> Selection:
        """The resources that are judged."""
        found = self.assertion.each or self.assertion.none or self.assertion.unique
        assert found is not None  # noqa: S101 - the model's validator
        return found

    def subjects(self) -> Iterable[Resource]:
        """Return the resources that the selection means, or may mean."""
        return [one.resource for one in self._known(self.selector.selected(self.selection))]

    def _known(self, selected: list[Selected]) -> list[Selected]:
        self._selected = {id(one.resource): one for one in selected}
        return selected

    def verdict(self, subject: Resource) -> Verdict:
        """Judge a resource: one that is not there, or not meant, passes, and nothing is held by it."""
        one = self._selected.get(id(subject)) or self.selector.candidate(self.selection, subject)
        if one is None:
            return NOT_MEANT
        return self.not_meant if one.chosen.truth is False else self.judged(one)

    @abstractmethod
    def judged(self, selected: Selected) -> Verdict:
        """Judge a resource that the selection means, or may mean."""

    def not_applicable(self, resource: Resource, error: ConditionError) -> Verdict:
        """The verdict on a resource that an expression cannot be applied to, as far as its values are known."""
        text = f"{name_of(resource)}: {error}."
        return Verdict(Status.UNDETERMINED, lambda: text, reasons_in(self.selector.properties(resource)))

    @staticmethod
    def on(selected: Selected, result: Ternary, broken: Callable[[], str]) -> Verdict:
        """The verdict on a resource of which something must hold, from whether it does."""
        name = name_of(selected.resource)
        if result.truth is True:
            return PASS
        if result.truth is False and selected.chosen.truth is True:
            return Verdict(Status.FAIL, lambda: f"{name}: {broken()}.", selected.deployed.reasons)
        reasons = result.reasons if result.truth is None else NOTHING
        reasons |= selected.chosen.reasons if selected.chosen.truth is None else NOTHING
        text = f"{name}: {because(reasons)}; as far as known, "
        return Verdict(Status.UNDETERMINED, lambda: f"{text}{broken()}.", reasons)


class _Must(_OfResources):
    def judged(self, selected: Selected) -> Verdict:
        must = self.assertion.must or ""
        expression = self.selector.expression(must)
        properties = self.selector.subject(must, selected.resource)
        failure = ""
        try:
            result = Ternary(*expression.truth(properties))
        except ConditionError as error:
            reasons = reasons_in(properties)
            result, failure = Ternary(None if reasons else False, reasons), f" ({error})"
        return self.on(
            selected,
            result,
            lambda: found_and_wanted(expression, properties, self.assertion.description) + failure,
        )


class _Related(_OfResources):
    def __init__(self, selector: Selector, assertion: Assertion, root: Form[Resource] | None = None) -> None:
        super().__init__(selector, assertion, root)
        assert assertion.related is not None  # noqa: S101 - the model's validator
        self.relation = assertion.related
        self.relations: Relations = Relations(
            selector, self.relation, root.relations if isinstance(root, _Related) else None
        )

    def judged(self, selected: Selected) -> Verdict:
        resource, relation = selected.resource, self.relation
        try:
            ties = self.relations.ties(resource)
        except ConditionError as error:
            return self.not_applicable(resource, error)
        result, certain, possible = counted((tie.result for tie in ties), relation.min, relation.max)
        number = str(certain or "no") if certain == possible else f"{certain} to {possible}"
        misfits = [name_of(t.other) for t in ties if t.tied.truth is True and t.fits.truth is False]

        def broken() -> str:
            allowed = bounds(relation.min, relation.max)
            if relation.through:
                said = shown(self.relations.yielded(relation.through, resource))
                text = f"{shorten(relation.through)} is {said}, which leads to {number} {selection_text(relation)}"
            else:
                text = f"{number} {selection_text(relation)} points to it by {shorten(relation.by or '')}"
            text += f", where {allowed}"
            return f"{text}; tied but not satisfying it: {', '.join(sorted(misfits)[:3])}" if misfits else text

        return self.on(selected, result, broken)


class _None(_OfResources):
    not_meant = PASS

    def subjects(self) -> Iterable[Resource]:
        return [one.resource for one in self._known(self.selector.candidates(self.selection))]

    def judged(self, selected: Selected) -> Verdict:
        resource, chosen = selected.resource, selected.chosen
        if chosen.truth is None:
            open_ = f"{name_of(resource)}: {because(chosen.reasons)}."
            return Verdict(Status.UNDETERMINED, lambda: open_, chosen.reasons)
        where = self.selection.where
        said = f' while "{shorten(where)}" is true of it' if where else ""
        meant = too_long_to_read(where, self.assertion.description)
        text = f"{name_of(resource)} is declared{said}, and none may be{meant}."
        return Verdict(Status.FAIL, lambda: text, selected.deployed.reasons)


class _Unique(_OfResources):
    _values: list[tuple[Selected, Any]] | None = None
    _comparable: _Comparable

    def values(self) -> list[tuple[Selected, Any]]:
        """Return the value of each selected resource, but of those that the expression cannot be applied to."""
        if self._values is None:
            self._values = []
            for selected in self.selector.selected(self.selection):
                try:
                    self._values.append((selected, self._value(selected.resource)))
                except ConditionError:
                    continue  # judged itself, it is undetermined
            self._comparable = _Comparable([value for _, value in self._values])
        return self._values

    def _value(self, resource: Resource) -> Any:
        return self.selector.expression(self.assertion.by or "").search(self.selector.properties(resource))

    def judged(self, selected: Selected) -> Verdict:
        resource = selected.resource
        try:
            value = self._value(resource)
        except ConditionError as error:
            return self.not_applicable(resource, error)
        if value is None:
            return PASS
        same: Ternary = Ternary(False)
        twin = ""
        there: frozenset[str] = NOTHING
        values = self.values()
        for place in self._comparable.places(value):
            other, another = values[place]
            if other.resource is resource or another is None:
                continue
            alike = equal(value, another)
            reasons = reasons_in(value) | reasons_in(another) if alike is None else NOTHING
            both_have_it = all_of(Ternary(alike, reasons), other.chosen, selected.chosen)
            if both_have_it.truth is True:
                same, twin = both_have_it, name_of(other.resource)
                there = selected.deployed.reasons | other.deployed.reasons
                break
            if both_have_it.truth is None:
                same = Ternary(None, same.reasons | both_have_it.reasons)
        said = f"{shorten(self.assertion.by or '')} is {shown(value)}"
        if same.truth is False:
            return PASS
        if same.truth is True:
            text = f"{name_of(resource)}: {said}, as that of {twin}, and each must have its own."
            return Verdict(Status.FAIL, lambda: text, there)
        doubt = f"another may have the same, since {because(same.reasons)}"
        return Verdict(Status.UNDETERMINED, lambda: f"{name_of(resource)}: {said}, and {doubt}.", same.reasons)


class _InEachEnvironment(Form[ZoneEnvironment]):
    _found: dict[str, list[Selected]] | None = None

    def subjects(self) -> Iterable[ZoneEnvironment]:
        """Return the environments that the filter means; of a bound from above, those with something to judge.

        Where AWS does not have the rule of AWS Config that watches, there is nothing to judge and nothing to correct.
        """
        assert self.assertion.in_each_environment is not None  # noqa: S101 - the model's validator
        rule = config_rule(self.assertion.watches) if self.assertion.watches else None
        return [
            one
            for one in self.selector.zone(self.assertion.in_each_environment)
            if (rule is None or rule.exists_in(one.key.rpartition("/")[2])) and self._judges(one.key)
        ]

    def _judges(self, environment: str) -> bool:
        assert self.assertion.has is not None  # noqa: S101 - the model's validator
        if self.assertion.min or self._candidates(environment):
            return True
        return self.assertion.has.where is None and bool(self.selector.stacks(frozenset((environment,))))

    def _candidates(self, environment: str) -> list[Selected]:
        assert self.assertion.has is not None  # noqa: S101 - the model's validator
        if self._found is None:
            self._found = {}
            for candidate in self.selector.candidates(self.assertion.has):
                self._found.setdefault(candidate.resource.environment, []).append(candidate)
        return self._found.get(environment, [])

    def verdict(self, subject: ZoneEnvironment) -> Verdict:
        assertion = self.assertion
        assert assertion.has is not None  # noqa: S101 - the model's validator
        found = self._candidates(subject.key)
        results = [all_of(one.chosen, one.deployed) for one in found]
        result, certain, possible = counted(results, assertion.min, assertion.max)
        if result.truth is True:
            # Where only the bound from above counts, it holds by what was looked at and is not meant.
            by = [one for one, there in zip(found, results, strict=True) if there.truth is True] or found
            return replace(PASS, met=tuple(sorted((one.resource.stack, one.resource.logical_id) for one in by)))
        what = selection_text(assertion.has)
        allowed = bounds(assertion.min, assertion.max)
        if result.truth is None:
            open_ = f"{subject.name} has {certain} to {possible} {what}, where {allowed}; {because(result.reasons)}."
            return Verdict(Status.UNDETERMINED, lambda: open_, result.reasons)
        number = "no" if possible == 0 else str(certain or possible)
        text = f"{subject.name} has {number} {what}, where {allowed}"
        text += too_long_to_read(assertion.has.where, assertion.description)
        misfits = sorted(
            (self._misfit(one.resource) for one in found if one.chosen.truth is False),
            key=lambda text: (not text.endswith(")"), text),
        )
        text += f"; there, but not satisfying it: {', '.join(misfits[:3])}." if misfits else "."
        return Verdict(Status.FAIL, lambda: text)

    def _misfit(self, resource: Resource) -> str:
        """Name a resource that the condition does not mean, and where one thing alone is missing, that."""
        where = self.assertion.has.where if self.assertion.has else None
        if where is None:
            return name_of(resource)
        broken = broken_parts(self.selector.expression(where), self.selector.subject(where, resource))
        (text, seen), *more = broken or [("", "")]
        said = bool(seen) and not more and len(text) <= LONGEST
        return f'{name_of(resource)} ({seen}, but "{text}" must hold)' if said else name_of(resource)


def form_of(assertion: Assertion) -> type[Form[Any]]:
    """Return the form of an assertion."""
    if assertion.none is not None:
        return _None
    if assertion.unique is not None:
        return _Unique
    if assertion.in_each_environment is not None:
        return _InEachEnvironment
    return _Must if assertion.related is None else _Related


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
