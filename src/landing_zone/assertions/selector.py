"""Finds the resources that a selection means, with their resolved properties."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from landing_zone.assertions.environments import ZoneEnvironment
from landing_zone.assertions.needs import Asked
from landing_zone.assertions.zone_facts import zone_facts
from landing_zone.catalogue.assertion import (
    INSIDERS_FIELD,
    RESOURCE_TYPE,
    WAIVERS_FIELD,
    ZONE_FIELD,
    ZONE_TYPES,
    EnvironmentFilter,
    Selection,
    reads_the_zone,
)
from landing_zone.catalogue.features import of_one_account
from landing_zone.cloudformation.iam.outsiders import Insiders
from landing_zone.cloudformation.intrinsics.physical_names import Names
from landing_zone.cloudformation.intrinsics.reasons import Key, World, choices
from landing_zone.cloudformation.intrinsics.resolver import Resolver
from landing_zone.cloudformation.intrinsics.values import Truth, both, reasons_in
from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.cloudformation.types.resource_type import resource_type
from landing_zone.expressions.interpreter import ConditionError, Expression

NOTHING: frozenset[str] = frozenset()
_WORLDS_KEPT = 1024


@dataclass(frozen=True, slots=True)
class Ternary:
    """A truth, and why it is undetermined where it is ``None``."""

    truth: Truth
    reasons: frozenset[str] = NOTHING


@dataclass(frozen=True, slots=True)
class Selected:
    """A resource that a selection means, or may mean.

    Args:
        resource: the resource.
        chosen: true, or ``None`` where that is undetermined.
        deployed: whether its ``Condition`` lets it be deployed; never false.
    """

    resource: Resource
    chosen: Ternary
    deployed: Ternary


class Selector:
    """Finds resources in one assembly; indexes them by type, and caches compiled expressions and results.

    Args:
        assembly: the templates.
        environments: the zone's environments; empty for templates from elsewhere.
        switched_off: ids of the controls of Security Hub that waivers switch off.
        resolver: of that assembly, shared with other callers; a new one by default.
        expressions: compiled expressions by their text, shared with the selectors of other units of the assembly.
    """

    def __init__(
        self,
        assembly: Assembly,
        environments: tuple[ZoneEnvironment, ...],
        switched_off: Iterable[str] = (),
        resolver: Resolver | None = None,
        expressions: dict[str, Expression] | None = None,
    ) -> None:
        self.resolver = resolver or Resolver(assembly)
        self.environments = environments
        self.files = {template.name: assembly.file(template) for template in assembly.templates}
        self._stacks: dict[str, list[str]] = {}
        self._by_type: dict[str, list[Resource]] = {}
        for template in assembly.templates:
            self._stacks.setdefault(template.environment, []).append(template.name)
            for resource in template.resources.values():
                self._by_type.setdefault(resource.type, []).append(resource)
        for of_organisation, of_account in of_one_account(assembly.zone).items():
            self._by_type.setdefault(of_organisation, []).extend(self._by_type.get(of_account, ()))
        if assembly.zone is not None:
            self._by_type[RESOURCE_TYPE] = [one for found in assembly.templates for one in found.resources.values()]
        for fact in zone_facts(assembly):
            self._by_type.setdefault(fact.type, []).append(fact)
        self._names: Names | None = None
        self._known: dict[str, Any] = {
            ZONE_FIELD: assembly.zone,
            WAIVERS_FIELD: {"security_hub": sorted(switched_off)},
            INSIDERS_FIELD: assembly.zone and Insiders(assembly.zone, self._buckets()),
        }
        self._expressions = {} if expressions is None else expressions
        self._candidates: dict[str, list[Selected]] = {}
        self._results: dict[tuple[str, str], Ternary] = {}
        self._plain: dict[tuple[str, str], str] = {}
        self._same: dict[str, str] = {}
        self._resources = {
            (template.name, logical_id): resource
            for template in assembly.templates
            for logical_id, resource in template.resources.items()
        }
        self._root = self
        self._world: World = {}
        self._worlds: dict[str, Selector] = {}
        self._naming: frozenset[Key] | None = None

    def _buckets(self) -> list[str]:
        """The names of the buckets that the templates make, as far as they give them."""
        found = [self.properties(one) for one in self._by_type.get("AWS::S3::Bucket", ())]
        names = [one.get("BucketName") for one in found if isinstance(one, dict)]
        return [name for name in names if isinstance(name, str)]

    def within(self, world: World) -> Selector:
        """Return the selector of the same assembly for one way in which it may be deployed."""
        worlds, key = self._root._worlds, repr(sorted(world.items(), key=lambda item: item[0]))
        if not world:
            return self._root
        if key not in worlds:
            if len(worlds) >= _WORLDS_KEPT:
                worlds.clear()
            found = worlds[key] = copy.copy(self._root)
            found.resolver, found._world, found._names = self._root.resolver.within(world), world, None
            found._candidates, found._results, found._plain = {}, {}, {}
        return worlds[key]

    def same(self, resource: Resource) -> bool:
        """Return whether nothing of a resource depends on what this world chooses."""
        return resource.type in ZONE_TYPES or self.resolver.same(resource)

    def expression(self, text: str) -> Expression:
        """Return an expression, compiled once."""
        if text not in self._expressions:
            self._expressions[text] = Expression(text, known=self._known if reads_the_zone(text) else None)
        return self._expressions[text]

    def properties(self, resource: Resource) -> Any:
        """Return a resource's resolved properties; those of a stack or an account as they are."""
        return resource.properties if resource.type in ZONE_TYPES else self.resolver.properties(resource)

    def subject(self, text: str, resource: Resource) -> Any:
        """Return what a condition is judged on: the properties; configuration and waivers too, where it reads them."""
        properties = self.properties(resource)
        if not reads_the_zone(text) or not isinstance(properties, dict):
            return properties
        return {**properties, **self._known}

    def resource(self, stack: str, logical_id: str) -> Resource | None:
        """Return one resource, or ``None``."""
        return self._resources.get((stack, logical_id))

    @property
    def names(self) -> Names:
        """The resources that may be deployed, by their physical names."""
        if self._names is None:
            if self._world and self._root._names_depend_on().isdisjoint(self._world):
                return self._root.names
            deployed = (one for one in self._resources.values() if self.resolver.exists(one)[0] is not False)
            self._names = Names(deployed, self.properties)
        return self._names

    def _names_depend_on(self) -> frozenset[Key]:
        """The choices that decide which resource has which name."""
        if self._naming is None:
            found: set[Key] = set()
            for resource in self._resources.values():
                kind = resource_type(resource.type).name
                if kind is not None:
                    properties = self.properties(resource)
                    name = properties.get(kind.property) if isinstance(properties, dict) else properties
                    reasons = reasons_in(name) | self.resolver.exists(resource)[1]
                    found.update(choice.key for choice in choices(reasons))
            self._naming = frozenset(found)
        return self._naming

    def of_types(self, types: Iterable[str]) -> list[tuple[Resource, Ternary]]:
        """Return the resources of some types that may be deployed, each with whether it is."""
        found = []
        for kind in dict.fromkeys(types):
            for resource in self._by_type.get(kind, ()):
                deployed = Ternary(*self.resolver.exists(resource))
                if deployed.truth is not False:
                    found.append((resource, deployed))
        return found

    def holds(self, text: str | None, resource: Resource) -> Ternary:
        """Return whether a ``where`` is true of a resource; undetermined where it cannot be applied to it."""
        if text is None:
            return Ternary(True)
        if self._world:
            known = self._root.holds(text, resource)
            return known if known.truth is not None or self.same(resource) else self._judge(text, resource)
        plain = self._plain_text(resource)
        if not plain or reads_the_zone(text):
            return self._judge(text, resource)
        if (text, plain) not in self._results:  # the same rule of AWS Config in fifty accounts is judged once
            self._results[text, plain] = self._judge(text, resource)
        return self._results[text, plain]

    def _judge(self, text: str, resource: Resource) -> Ternary:
        try:
            return Ternary(*self.expression(text).truth(self.subject(text, resource)))
        except ConditionError as error:
            return Ternary(None, frozenset((f"the condition '{text}', which cannot be applied: {error}",)))

    def _plain_text(self, resource: Resource) -> str:
        """Return the text of properties without resolved functions; "" for others. Equal texts are one object."""
        if resource.type in ZONE_TYPES:
            return ""
        key = (resource.stack, resource.logical_id)
        if key not in self._plain:
            resolved = self.properties(resource)
            text = json.dumps(resource.properties) if resolved == resource.properties else ""
            self._plain[key] = self._same.setdefault(text, text)
        return self._plain[key]

    def candidates(self, selection: Selection) -> list[Selected]:
        """Return the resources of a selection's types and environments, also those for which ``where`` is false."""
        key = repr(selection)  # a quarter of the selections is used in several assertions
        if key not in self._candidates:
            self._candidates[key] = self._judged(selection)
        return self._candidates[key]

    def _judged(self, selection: Selection) -> list[Selected]:
        keys = self.keys(selection.environments) if selection.environments is not None else None
        found = (self._candidate(selection, keys, *one) for one in self.of_types(selection.type))
        return [one for one in found if one is not None]

    def candidate(self, selection: Selection, resource: Resource) -> Selected | None:
        """Return one resource as a selection sees it here; ``None`` where it is not deployed, or is elsewhere."""
        keys = self.keys(selection.environments) if selection.environments is not None else None
        deployed = Ternary(*self.resolver.exists(resource))
        return None if deployed.truth is False else self._candidate(selection, keys, resource, deployed)

    def _candidate(
        self, selection: Selection, keys: frozenset[str] | None, resource: Resource, deployed: Ternary
    ) -> Selected | None:
        known = resource.environment or (keys is not None and "" in keys)
        here = True if keys is None else (resource.environment in keys if known else None)
        if here is False:
            return None
        chosen = self.holds(selection.where, resource)
        if here is None:
            chosen = Ternary(both(None, chosen.truth), chosen.reasons | {"the environment that it is deployed to"})
        return Selected(resource, chosen, deployed)

    def selected(self, selection: Selection) -> list[Selected]:
        """Return the resources that a selection means or may mean."""
        return [found for found in self.candidates(selection) if found.chosen.truth is not False]

    def stacks(self, environments: frozenset[str] | None) -> tuple[str, ...]:
        """Return the templates that are deployed to some environments, by their keys, or all of them; sorted."""
        keys = self._stacks if environments is None else environments
        return tuple(sorted(name for key in keys for name in self._stacks.get(key, ())))

    def zone(self, wanted: EnvironmentFilter) -> list[ZoneEnvironment]:
        """Return the zone's environments that meet a filter."""
        without = wanted.without if isinstance(wanted, Asked) else NOTHING
        return [one for one in self.environments if one.meets(wanted) and one.key not in without]

    def keys(self, wanted: EnvironmentFilter) -> frozenset[str]:
        """Return the keys of the zone's environments that meet a filter, and "" where what is in none is meant too."""
        found = frozenset(environment.key for environment in self.zone(wanted))
        return found | {""} if isinstance(wanted, Asked) and not wanted.of_the_zone else found


def counted(results: Iterable[Ternary], minimum: int, maximum: int | None) -> tuple[Ternary, int, int]:
    """Return whether the number of true results is within bounds.

    Returns:
        Whether it is, how many results are certainly true, and how many may be.
    """
    certain = possible = 0
    reasons: frozenset[str] = NOTHING
    for result in results:
        certain += result.truth is True
        possible += result.truth is not False
        reasons |= result.reasons
    if possible < minimum or (maximum is not None and certain > maximum):
        return Ternary(False), certain, possible
    if certain >= minimum and (maximum is None or possible <= maximum):
        return Ternary(True), certain, possible
    return Ternary(None, reasons), certain, possible


def all_of(*results: Ternary) -> Ternary:
    """And of results, with the reasons of the undetermined ones alone."""
    combined: Truth = True
    reasons: frozenset[str] = NOTHING
    for result in results:
        combined = both(combined, result.truth)
        reasons |= result.reasons if result.truth is None else NOTHING
    return Ternary(combined, reasons if combined is None else NOTHING)
