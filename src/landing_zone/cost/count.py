"""Counts what the templates of an assembly cost a month, resource by resource."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from landing_zone.cloudformation.intrinsics.one_resource import resolve_alone
from landing_zone.cloudformation.model import Assembly, Resource
from landing_zone.cost.price_list import PriceList
from landing_zone.expressions.interpreter import ConditionError, Expression


@dataclass(frozen=True, slots=True)
class Line:
    """What one resource costs a month by one price.

    Args:
        resource: the resource.
        price: the price's name.
        quantity: how many of it.
        dollars: a month.
        sourced: whether the price in this Region was found in its source.
    """

    resource: Resource
    price: str
    quantity: int
    dollars: Decimal
    sourced: bool


@dataclass(slots=True)
class Counted:
    """What was counted, and what was not.

    Args:
        lines: what costs by the month.
        usage: resource types that are charged by use, with how many there are.
        free: resource types without a charge, with how many there are.
        unpriced: what should have been counted and was not, with how many: a type that no list knows, a Region without
            a price, a quantity that the template does not say.
    """

    lines: list[Line] = field(default_factory=list)
    usage: Counter[str] = field(default_factory=Counter)
    free: Counter[str] = field(default_factory=Counter)
    unpriced: Counter[str] = field(default_factory=Counter)

    @property
    def dollars(self) -> Decimal:
        """The whole, a month."""
        return sum((line.dollars for line in self.lines), Decimal(0))


def count(assembly: Assembly, prices: PriceList) -> Counted:
    """Count an assembly.

    Args:
        assembly: its templates.
        prices: what each type costs.
    """
    counted = Counted()
    for template in assembly.templates:
        for resource in template.resources.values():
            _count(resource, template.region, prices, counted)
    return counted


def by(lines: list[Line], key: str) -> dict[str, Decimal]:
    """Return the dollars by an account's id, a service's price, a Region or a stack, the most first.

    Args:
        lines: what was counted.
        key: ``account``, ``region``, ``price`` or ``stack``.
    """
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        account, _, region = line.resource.environment.partition("/")
        values = {"account": account, "region": region, "price": line.price, "stack": line.resource.stack}
        found[values[key]] += line.dollars
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _count(resource: Resource, region: str, prices: PriceList, counted: Counted) -> None:
    charges = prices.charges(resource.type)
    if not charges:
        if prices.usage(resource.type):
            counted.usage[resource.type] += 1
        elif prices.is_free(resource.type):
            counted.free[resource.type] += 1
        else:
            counted.unpriced[f"{resource.type}: no list has its price"] += 1
        return
    if resource.body.get("Condition"):
        counted.unpriced[f"{resource.type}: a condition decides whether it is made; it is counted"] += 1
    quantities = list(_quantities(resource, prices))
    if all(quantity == 0 for _, quantity in quantities):  # a gateway endpoint, a parameter of the standard tier
        counted.free[resource.type] += 1
    for charge, quantity in quantities:
        price = prices.prices[charge]
        each = price.a_month(region)
        if quantity is None:
            counted.unpriced[f"{resource.type}: how many of '{price.what}' the template does not say"] += 1
        elif each is None and quantity:
            counted.unpriced[f"{resource.type}: no price of '{price.what}' in {region or 'an unknown Region'}"] += 1
        elif quantity and each is not None:
            dollars = Decimal(str(each)) * quantity
            counted.lines.append(Line(resource, charge, quantity, dollars, price.is_sourced(region)))


def _quantities(resource: Resource, prices: PriceList) -> Iterator[tuple[str, int | None]]:
    for charge in prices.charges(resource.type):
        try:
            found = Expression(charge.quantity).search(resolve_alone(resource.properties))
        except ConditionError:  # an intrinsic function where the expression has a list
            found = None
        yield charge.price, found if isinstance(found, int) and not isinstance(found, bool) else None
