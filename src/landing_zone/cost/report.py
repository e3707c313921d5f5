"""The cost of an assembly as one model: for a terminal, and for a program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from landing_zone.assessment.model import Assessment
from landing_zone.cloudformation.model import Assembly
from landing_zone.config.landing_zone import LandingZone
from landing_zone.config.validate import landing_zone_from_snapshot
from landing_zone.cost.choices import Choice, choices, location_text
from landing_zone.cost.count import Counted, by, count
from landing_zone.cost.price_list import HOURS_A_MONTH, PriceList
from landing_zone.yaml.yaml_file import YamlFile

_FROZEN = ConfigDict(frozen=True, extra="forbid")
Dollars = Annotated[Decimal, PlainSerializer(float, return_type=float)]
"""To the cent."""


class Share(BaseModel):
    """A part of the cost."""

    model_config = _FROZEN

    name: str
    dollars: Dollars
    detail: str = ""


class ChoiceCost(BaseModel):
    """A line of the configuration, what it costs a month, what others would save, and what asks for it."""

    model_config = _FROZEN

    key: str = Field(description="Where it is in the configuration: addresses.vpcs[0].nat_gateways.")
    line: int = Field(description="Its line in the file, or that of what it is in; 0 where no file was compared.")
    what: str
    value: str
    dollars: Dollars
    saves: dict[str, Dollars] = Field(description="Another value to the dollars that it saves a month.")
    asked_by: tuple[str, ...] = Field(description="Controls that ask for the value, with the requirements they answer.")


class PriceUsed(BaseModel):
    """A price of the list that something was counted by."""

    model_config = _FROZEN

    name: str
    what: str
    quantity: int
    dollars: Dollars
    read: str
    source: str
    unsourced: tuple[str, ...] = Field(description="Regions in which it was used and not found in its source.")
    grows: str


class Cost(BaseModel):
    """What an assembly costs a month before anyone uses it."""

    model_config = _FROZEN

    assembly: str
    currency: str = "USD"
    hours_a_month: int = HOURS_A_MONTH
    dollars: Dollars
    unsourced_dollars: Dollars = Field(description="How much of it is by prices that were not found in their source.")
    accounts: tuple[Share, ...]
    services: tuple[Share, ...]
    regions: tuple[Share, ...]
    choices: tuple[ChoiceCost, ...]
    prices: tuple[PriceUsed, ...]
    by_use: dict[str, str] = Field(description="Types that are charged by use, and not counted, with what drives it.")
    free: tuple[str, ...] = Field(description="Types that AWS does not charge for.")
    unpriced: tuple[str, ...] = Field(description="What should be counted and is not, or only so far.")


def cost_of(
    assembly: Assembly,
    prices: PriceList,
    *,
    assessment: Assessment | None = None,
    configuration: YamlFile | None = None,
) -> Cost:
    """Count an assembly.

    Args:
        assembly: its templates, and the snapshot of the configuration if it has one.
        prices: the list.
        assessment: its assessment, for the requirements of a control.
        configuration: the file of the configuration, where it is the one of the assembly, for its lines.

    Raises:
        UserError: the snapshot of the configuration cannot be read.
    """
    counted = count(assembly, prices)
    zone = landing_zone_from_snapshot(assembly.zone) if assembly.zone is not None else None
    names = {account.id: account.name for account in zone.accounts} if zone else {}
    return Cost(
        assembly=str(assembly.path),
        dollars=_cents(counted.dollars),
        unsourced_dollars=_cents(sum((line.dollars for line in counted.lines if not line.sourced), Decimal(0))),
        accounts=_shares(by(counted.lines, "account"), lambda account: names.get(account, account or "not known")),
        services=_services(counted, prices),
        regions=_shares(by(counted.lines, "region"), lambda region: region or "not known"),
        choices=_choices(counted, zone, assessment, configuration) if zone else (),
        prices=_prices(counted, prices),
        by_use={type_: f"{number}: {prices.usage(type_)}" for type_, number in sorted(counted.usage.items())},
        free=tuple(sorted(counted.free)),
        unpriced=tuple(f"{number} {what}" for what, number in sorted(counted.unpriced.items())),
    )


def _cents(dollars: Decimal) -> Decimal:
    return dollars.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _shares(dollars: Mapping[str, Decimal], name: Callable[[str], str]) -> tuple[Share, ...]:
    return tuple(Share(name=name(key), dollars=_cents(value)) for key, value in dollars.items())


def _services(counted: Counted, prices: PriceList) -> tuple[Share, ...]:
    found: dict[str, Decimal] = {}
    for price, dollars in by(counted.lines, "price").items():
        service = prices.prices[price].service
        found[service] = found.get(service, Decimal(0)) + dollars
    return _shares(dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))), str)


def _prices(counted: Counted, prices: PriceList) -> tuple[PriceUsed, ...]:
    def used(name: str, dollars: Decimal) -> PriceUsed:
        price = prices.prices[name]
        lines = [line for line in counted.lines if line.price == name]
        return PriceUsed(
            name=name,
            what=price.what,
            quantity=sum(line.quantity for line in lines),
            dollars=_cents(dollars),
            read=price.read.isoformat(),
            source=price.source,
            unsourced=tuple(
                sorted({line.resource.environment.partition("/")[2] for line in lines if not line.sourced})
            ),
            grows=price.grows,
        )

    return tuple(used(name, dollars) for name, dollars in by(counted.lines, "price").items())


def _choices(
    counted: Counted, zone: LandingZone, assessment: Assessment | None, configuration: YamlFile | None
) -> tuple[ChoiceCost, ...]:
    answered = {control.id: control.requirements for control in assessment.controls} if assessment else {}

    def asked(choice: Choice) -> Iterable[str]:
        for control, what in choice.controls.items():
            mapped = answered.get(control)
            if mapped is None and assessment is not None:
                continue  # a control that is not in scope asks nothing
            ids = "; ".join(
                f"{framework} {', '.join(one.requirement for one in same)}"
                for framework, same in groupby(mapped or (), lambda one: one.framework)
            )
            yield f"{control}: {what}{f' ({ids})' if ids else ''}"

    return tuple(
        ChoiceCost(
            key=location_text(choice.at),
            line=configuration.line(choice.at) if configuration else 0,
            what=choice.what,
            value=choice.value,
            dollars=_cents(choice.dollars),
            saves={value: _cents(dollars) for value, dollars in choice.saves.items()},
            asked_by=tuple(asked(choice)),
        )
        for choice in sorted(choices(counted.lines, zone), key=lambda one: (-one.dollars, location_text(one.at)))
    )
