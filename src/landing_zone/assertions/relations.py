"""Finds the resources that a resource is tied to, by reference or by physical name, also across stacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from landing_zone.assertions.selector import Selector, Ternary, all_of, counted
from landing_zone.catalogue.assertion import Relation
from landing_zone.cloudformation.intrinsics.attributes import OPAQUE
from landing_zone.cloudformation.intrinsics.physical_names import names
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

_ALIAS = "AWS::KMS::Alias"
_ALIASES_FOLLOWED = 3
"""An alias may name a key by another alias; a circle of them ends."""

_Other = tuple[Resource, Ternary]


@dataclass(slots=True)
class _End:
    """What a value may point to.

    Args:
        targets: these resources.
        texts: whatever has a name that is not known, too, since a text is among the values.
        anything: any resource.
    """

    targets: set[Target] = field(default_factory=set)
    texts: bool = False
    anything: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """Another resource that is, or may be, tied to the judged one.

    Args:
        other: the other resource.
        tied: whether a reference ties them; never false.
        fits: whether the relation's ``where`` is true of the other resource, and its own ``related``.
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
        root: of the same relation, where the selector is of one world: what does not differ there is taken from it.
    """

    def __init__(self, selector: Selector, relation: Relation, root: Relations | None = None) -> None:
        self._selector = selector
        self._root = root
        self._relation = relation
        self._inner: Relations | None = None
        if relation.related is not None:
            self._inner = Relations(selector, relation.related, root._inner if root else None)
        self._others = [(other, deployed) for other, deployed in selector.of_types(relation.type)]
        self._found: dict[tuple[str, str], Any] = {}
        self._fits: dict[tuple[str, str], Ternary] = {}
        self._pointing: tuple[dict[Target, list[_Other]], list[_Other], list[_Other]] | None = None
        self._by_target = {(other.stack, other.logical_id): (other, deployed) for other, deployed in self._others}

    def ties(self, resource: Resource) -> list[Tie]:
        """Return the other resources that are or may be tied to one that may be deployed.

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

    def held(self, resource: Resource) -> Ternary:
        """Return whether a resource is tied to as many others as the relation asks for.

        Raises:
            ConditionError: ``through`` or ``by`` cannot be applied.
        """
        return counted((tie.result for tie in self.ties(resource)), self._relation.min, self._relation.max)[0]

    def _near(self, resource: Resource) -> list[_Other]:
        """The resources that may be tied at all, looked up: each with each would take the square of their number."""
        if self._relation.through is not None:
            end = self._end(self.yielded(self._relation.through, resource), resource)
            if end.anything:
                return self._others
            targets = end.targets
            for type_ in self._relation.type if end.texts else ():
                targets |= self._selector.names.unknown(type_).keys()
            return [self._by_target[target] for target in sorted(targets) if target in self._by_target]
        if self._pointing is None:
            self._pointing = {}, [], []
            to, by_text, to_anything = self._pointing
            for other in self._others:
                end = self._end(self.yielded(self._relation.by or "", other[0]), other[0])
                for target in end.targets:
                    to.setdefault(target, []).append(other)
                if end.anything:
                    to_anything.append(other)
                elif end.texts:
                    by_text.append(other)
        to, by_text, to_anything = self._pointing
        here = (resource.stack, resource.logical_id)
        unknown_name = here in self._selector.names.unknown(resource.type)
        near = (*to.get(here, ()), *(by_text if unknown_name else ()), *to_anything)
        return list({(other.stack, other.logical_id): (other, deployed) for other, deployed in near}.values())

    def _end(self, value: Any, source: Resource) -> _End:
        """What a value may point to: :meth:`_points` is false of everything else."""
        end = _End()
        for leaf, _certain in _leaves(value):
            self._add_leaf(end, leaf, source, 0)
        return end

    def _add_leaf(self, end: _End, leaf: Any, source: Resource, depth: int) -> None:
        names = self._selector.names
        if isinstance(leaf, Reference):
            end.targets.add(leaf.target)
            holder = self._selector.resource(*leaf.target)
            if holder is None or (leaf.attribute and holder.type.startswith(OPAQUE)):
                end.anything = True
            elif holder.type == _ALIAS:
                self._add_alias(end, holder, depth)
        elif isinstance(leaf, Unknown):
            end.targets |= leaf.targets
            end.anything |= not leaf.targets
        elif isinstance(leaf, str):
            end.texts = True
            named = names.named(leaf, source)
            end.targets.update((one.stack, one.logical_id) for one in named)
            for alias in (*(one for one in named if one.type == _ALIAS), *names.unknown(_ALIAS).values()):
                self._add_alias(end, alias, depth)

    def _add_alias(self, end: _End, alias: Resource, depth: int) -> None:
        properties = self._selector.properties(alias)
        if not isinstance(properties, dict):
            end.anything = True
        elif depth < _ALIASES_FOLLOWED:
            self._add_leaf(end, properties.get("TargetKeyId"), alias, depth + 1)

    def yielded(self, text: str, resource: Resource) -> Any:
        """Return what an expression of the relation yields on a resource."""
        if self._root is not None and self._selector.same(resource):
            return self._root.yielded(text, resource)
        key = (resource.stack, resource.logical_id)
        if key not in self._found:
            try:
                self._found[key] = self._selector.expression(text).search(self._selector.properties(resource))
            except ConditionError as error:
                raise ConditionError(f"'{text}' on {resource.logical_id} in {resource.stack}: {error}") from None
        return self._found[key]

    def _fit(self, other: Resource) -> Ternary:
        # What the other is tied to may differ where the other itself does not.
        if self._root is not None and self._inner is None and self._selector.same(other):
            return self._root._fit(other)
        key = (other.stack, other.logical_id)
        if key not in self._fits:
            fits = self._selector.holds(self._relation.where, other)
            if self._inner is not None and fits.truth is not False:
                fits = all_of(fits, self._inner.held(other))
            self._fits[key] = fits
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
            if holder.type == _ALIAS and target.type in _KEYS and depth < _ALIASES_FOLLOWED:
                return self._alias_points(holder, target, depth)
            return None if leaf.attribute and holder.type.startswith(OPAQUE) else False
        if isinstance(leaf, Unknown):
            return self._unknown_points(leaf, here, target)
        if not isinstance(leaf, str):
            return False
        if target.type in _KEYS and depth < _ALIASES_FOLLOWED:
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
        by_name = self._selector.names
        for alias in (*by_name.named(text, source, _ALIAS), *by_name.unknown(_ALIAS).values()):
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
