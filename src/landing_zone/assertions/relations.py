"""Finds the resources that a resource is tied to, by reference or by physical name, also across stacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from landing_zone.assertions.selector import Selector, Ternary, all_of
from landing_zone.catalogue.assertion import Relation
from landing_zone.cloudformation.intrinsics.physical_names import names
from landing_zone.cloudformation.intrinsics.resolver import OPAQUE
from landing_zone.cloudformation.intrinsics.values import (
    Maybe,
    Reference,
    Target,
    Text,
    Truth,
    Unknown,
    both,
    either,
    equal,
    reasons_in,
)
from landing_zone.cloudformation.model import Resource
from landing_zone.cloudformation.types.resource_type import resource_type
from landing_zone.expressions.interpreter import ConditionError

_KEYS = frozenset(("AWS::KMS::Key", "AWS::KMS::ReplicaKey"))

_Other = tuple[Resource, Ternary]


@dataclass(frozen=True, slots=True)
class Tie:
    """Another resource that is, or may be, tied to the judged one.

    Args:
        other: the other resource.
        tied: whether a reference ties them; never false.
        fits: whether the relation's ``where`` is true of the other resource.
        deployed: whether the other resource is deployed.
    """

    other: Resource
    tied: Ternary
    fits: Ternary
    deployed: Ternary

    @property
    def result(self) -> Ternary:
        """Whether the tie counts for the relation."""
        return all_of(self.tied, self.fits, self.deployed)


class Relations:
    """Finds ties for one relation; each expression is evaluated once on each other resource.

    Args:
        selector: the assembly's resources.
        relation: what ties them.
    """

    def __init__(self, selector: Selector, relation: Relation) -> None:
        self._selector = selector
        self._relation = relation
        self._others = [(other, deployed) for other, deployed in selector.of_types(relation.type)]
        self._found: dict[tuple[str, str], Any] = {}
        self._fits: dict[tuple[str, str], Ternary] = {}
        self._pointing: tuple[dict[Target, list[_Other]], list[_Other]] | None = None
        self._by_target = {(other.stack, other.logical_id): (other, deployed) for other, deployed in self._others}

    def ties(self, resource: Resource) -> list[Tie]:
        """Return the other resources that are or may be tied to one.

        Raises:
            ConditionError: ``through`` or ``by`` cannot be applied.
        """
        found = []
        for other, deployed in self._near(resource):
            if self._relation.through is not None:
                tied = self._points(self.yielded(self._relation.through, resource), resource, other)
            else:
                tied = self._points(self.yielded(self._relation.by or "", other), other, resource)
            if tied.truth is not False:
                found.append(Tie(other, tied, self._fit(other), deployed))
        return found

    def _near(self, resource: Resource) -> list[_Other]:
        """The resources that can be tied at all: plain references are looked up, the rest is compared one by one."""
        if self._relation.through is not None:
            exact = self._exact(self.yielded(self._relation.through, resource))
            if exact is None:
                return self._others
            return [self._by_target[target] for target in sorted(exact) if target in self._by_target]
        if self._pointing is None:
            to: dict[Target, list[_Other]] = {}
            rest: list[_Other] = []
            for other in self._others:
                exact = self._exact(self.yielded(self._relation.by or "", other[0]))
                for target in exact or ():
                    to.setdefault(target, []).append(other)
                if exact is None:
                    rest.append(other)
            self._pointing = (to, rest)
        to, rest = self._pointing
        return [*to.get((resource.stack, resource.logical_id), ()), *rest]

    def _exact(self, value: Any) -> set[Target] | None:
        """The resources that a value points to, if it consists of plain references alone; else ``None``."""
        targets: set[Target] = set()
        for leaf, _certain in _leaves(value):
            holder = self._selector.resource(*leaf.target) if isinstance(leaf, Reference) else None
            if holder is None or holder.type == "AWS::KMS::Alias" or holder.type.startswith(OPAQUE):
                return None
            targets.add((holder.stack, holder.logical_id))
        return targets

    def yielded(self, text: str, resource: Resource) -> Any:
        """Return what an expression of the relation yields on a resource."""
        key = (resource.stack, resource.logical_id)
        if key not in self._found:
            try:
                self._found[key] = self._selector.expression(text).search(self._selector.properties(resource))
            except ConditionError as error:
                raise ConditionError(f"'{text}' on {resource.logical_id} in {resource.stack}: {error}") from None
        return self._found[key]

    def _fit(self, other: Resource) -> Ternary:
        key = (other.stack, other.logical_id)
        if key not in self._fits:
            self._fits[key] = self._selector.holds(self._relation.where, other)
        return self._fits[key]

    def _points(self, value: Any, source: Resource, target: Resource) -> Ternary:
        result: Truth = False
        reasons: frozenset[str] = frozenset()
        for leaf, certain in _leaves(value):
            here = self._leaf_points(leaf, source, target, 0)
            if here is None or (here and not certain):
                reasons |= reasons_in(leaf) or frozenset((f"the physical name of {target.logical_id}",))
            result = either(result, here if certain else both(None, here))
        return Ternary(result, reasons if result is None else frozenset())

    def _leaf_points(self, leaf: Any, source: Resource, target: Resource, depth: int) -> Truth:
        here = (target.stack, target.logical_id)
        if isinstance(leaf, Reference):
            if leaf.target == here:
                return True
            holder = self._selector.resource(*leaf.target)
            if holder is None:
                return None  # the resource is in the template, but is not judged
            if holder.type == "AWS::KMS::Alias" and target.type in _KEYS and depth < 3:
                return self._alias_points(holder, target, depth)
            return None if leaf.attribute and holder.type.startswith(OPAQUE) else False
        if isinstance(leaf, Unknown):
            return self._unknown_points(leaf, here, target)
        if not isinstance(leaf, str):
            return False
        if target.type in _KEYS and depth < 3:
            return self._named_by_alias(leaf, source, target, depth)
        return names(leaf, target, self._selector.properties(target), source)

    def _unknown_points(self, leaf: Unknown, here: tuple[str, str], target: Resource) -> Truth:
        if here in leaf.targets:
            return True
        if leaf.targets:
            return False
        kind = resource_type(target.type).name
        properties = self._selector.properties(target)
        name = properties.get(kind.property) if kind and kind.service and isinstance(properties, dict) else None
        if isinstance(leaf, Text) and isinstance(name, str):
            fixed = [part for part in leaf.parts if part]
            if not leaf.prefix.startswith("arn:"):
                return equal(leaf, name)
            # an ARN with a fully known last part has this name or another one
            tail = leaf.suffix
            if ":" in tail and len(fixed) > 1 and name not in tail:
                return False
        return None

    def _named_by_alias(self, text: str, source: Resource, key: Resource, depth: int) -> Truth:
        result: Truth = False
        for alias, _deployed in self._selector.of_types(("AWS::KMS::Alias",)):
            named = names(text, alias, self._selector.properties(alias), source)
            if named is not False:
                result = either(result, both(named, self._alias_points(alias, key, depth)))
        return result

    def _alias_points(self, alias: Resource, key: Resource, depth: int) -> Truth:
        properties = self._selector.properties(alias)
        if not isinstance(properties, dict):
            return None
        return self._leaf_points(properties.get("TargetKeyId"), alias, key, depth + 1)


def _leaves(value: Any, certain: bool = True) -> Iterator[tuple[Any, bool]]:
    """Yield the texts, references and unknowns in a value, and whether each is certainly present."""
    if isinstance(value, Maybe):
        yield from _leaves(value.value, False)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, certain)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _leaves(item, certain)
    elif value is not None:
        yield value, certain
