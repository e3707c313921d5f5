"""The values of a contract's expressions and texts on one resource of an assembly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jmespath.functions import signature

from landing_zone.catalogue.delivery import VALUE, Context, Delivery
from landing_zone.cloudformation.intrinsics.placeholders import account_of, region_of
from landing_zone.cloudformation.intrinsics.values import Maybe, Text, Unknown, reasons_in, scalar_text, truth
from landing_zone.cloudformation.model import Resource
from landing_zone.deliveries.targets import Targets
from landing_zone.expressions.functions import ThreeValuedFunctions
from landing_zone.expressions.interpreter import Expression

_GAP = "unknown"
"""Stands in a text for what is not known of it."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A text of a contract with its values.

    Args:
        text: ``None`` where a value is absent.
        reasons: what it depends on, where a part of it is not known.
    """

    text: str | None
    reasons: frozenset[str] = frozenset()


class _Functions(ThreeValuedFunctions):
    """The functions of conditions, and ``found(type, text)`` and ``beside(type)``."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self.near: Resource | None = None

    @signature({"types": ["string"]}, {"types": []})
    def _func_found(self, type_: str, text: Any) -> Any:
        """Return the resource that a text means, or null.

        It has ``arn``, ``name``, ``account``, ``region``, ``properties``, and of a key ``aliases``.
        """
        if not isinstance(text, str) or self.near is None:
            return None
        found = self._targets.find(type_, text, self.near)
        if found is None:
            return None
        properties = self._targets.values.properties(found.resource)
        name = self._targets.values.name(found.resource)
        place = {"arn": found.arn, "account": found.account, "region": found.region, "name": name}
        return {**place, "properties": properties, "aliases": list(self._targets.aliases(found.arn))}

    @signature({"types": ["string"]})
    def _func_beside(self, type_: str) -> Any:
        """Return the properties of the resources of a type that are in the same account and Region."""
        near = self.near
        here = (one for one in self._targets.of(type_) if near is not None and one.environment == near.environment)
        return [self._targets.values.properties(one) for one in here]


class Values:
    """Evaluates the expressions of contracts.

    Args:
        targets: the resources of the assembly.
        zone: the configuration's snapshot; ``None`` for templates from elsewhere.
    """

    def __init__(self, targets: Targets, zone: Mapping[str, Any] | None) -> None:
        self._targets = targets
        self._functions = _Functions(targets)
        self._expressions: dict[str, Expression] = {}
        self._organisation: Any = Unknown(frozenset(("the organisation",)))
        self._member: Any = None
        self.in_a_zone = zone is not None
        if zone is not None:
            self._organisation = (zone.get("organisation") or {}).get("id")
            self._member = next((a["id"] for a in zone["accounts"] if a["role"] == "workload"), None)

    def search(self, expression: str, values: Mapping[str, Any], near: Resource) -> Any:
        """Apply an expression.

        Raises:
            ConditionError: it cannot be applied.
        """
        if expression not in self._expressions:
            self._expressions[expression] = Expression(expression, self._functions)
        self._functions.near = near
        return self._expressions[expression].search(values)

    def holds(self, expression: str | None, values: Mapping[str, Any], near: Resource) -> bool:
        """Return whether a condition is true, or may be; one that is not given is.

        Raises:
            ConditionError: it cannot be applied.
        """
        return expression is None or truth(self.search(expression, values, near)) is not False

    def scopes(self, contract: Delivery, resource: Resource) -> Iterator[dict[str, Any]]:
        """Yield what the expressions of a contract are applied to: one for each of its items on a resource.

        Raises:
            ConditionError: an expression cannot be applied.
        """
        values = self._targets.values
        account, region = account_of(resource), region_of(resource)
        base = {
            "resource": values.properties(resource),
            "itself": {"arn": values.arn(resource), "ref": values.ref(resource), "name": values.name(resource)},
            "here": {
                "account": account,
                "region": region,
                "partition": values.arn(resource).split(":")[1],
                "organisation": self._organisation,
                "member": self._member or account,
            },
        }
        each = contract.each
        if each.only_in_a_zone and not self.in_a_zone:
            return
        items: list[Any] = [None]
        if each.items is not None:
            listed = self.search(each.items, base, resource)
            items = listed if isinstance(listed, list) else [listed] if listed is not None else []
        for item in items:
            scope = {**base, "item": item.value if isinstance(item, Maybe) else item}
            if not self.holds(each.where, scope, resource):
                continue
            for name, expression in contract.let.items():
                scope[name] = self.search(expression, scope, resource)
            yield scope

    def filled(self, text: str, scope: Mapping[str, Any], near: Resource) -> Filled:
        """Fill a text with its values.

        Raises:
            ConditionError: an expression cannot be applied.
        """
        reasons: frozenset[str] = frozenset()
        parts: list[str] = []
        for index, piece in enumerate(VALUE.split(text)):
            value = self.search(piece, scope, near) if index % 2 else piece
            if value is None:
                return Filled(None, reasons)
            reasons |= reasons_in(value)
            if isinstance(value, Text):
                parts += [_GAP if part is None else part for part in value.parts]
            else:
                parts.append(_GAP if isinstance(value, Unknown | dict | list) else scalar_text(value))
        return Filled("".join(parts), reasons)

    def context(
        self, contexts: tuple[Context, ...], scope: Mapping[str, Any], near: Resource
    ) -> tuple[dict[str, str | tuple[str, ...]], dict[str, frozenset[str]]]:
        """Return condition keys with their values, and those whose values are not known with what they depend on.

        A later context replaces keys of those before it; a key whose value is absent is not sent.
        """
        known: dict[str, str | tuple[str, ...]] = {}
        unknown: dict[str, frozenset[str]] = {}
        for key, written in {key: text for context in contexts for key, text in context.items()}.items():
            several = not isinstance(written, str)
            texts = [self.filled(one, scope, near) for one in (written if several else (written,))]
            if reasons := frozenset().union(*(one.reasons for one in texts)):
                unknown[key] = reasons
            elif all(one.text is not None for one in texts):
                values = tuple(one.text for one in texts if one.text is not None)
                known[key] = values if several else values[0]
        return known, unknown
