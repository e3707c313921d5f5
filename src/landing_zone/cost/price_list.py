"""The prices, and what of each resource type is charged: data, read and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from landing_zone.errors import UserError
from landing_zone.yaml.day import Day
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.yaml_file import read_yaml

HOURS_A_MONTH = 730
_STRICT = ConfigDict(frozen=True, extra="forbid")
_HERE = Path(__file__).parent


def _expression(text: str) -> str:
    try:
        jmespath.compile(text)
    except JMESPathError as error:
        raise ValueError(f"this is not JMESPath: {error}") from None
    return text


class Price(BaseModel):
    """One price of AWS: by the hour, or by the month."""

    model_config = _STRICT

    service: str = Field(description="The service on whose bill it is.")
    unit: Literal["hour", "month"] = Field(description=f"A month has {HOURS_A_MONTH} hours.")
    what: str = Field(description="What one of it is.")
    everywhere: float | None = Field(default=None, ge=0, description="The price in every Region.")
    by_region: dict[str, Annotated[float, Field(ge=0)]] = Field(
        default_factory=dict, description="The price by Region."
    )
    grows: str = Field(default="", description="How it becomes more by itself.")
    source: str = Field(pattern="^https://", description="The page or list that it is from.")
    how: str = Field(default="", description="What in the source says it, and how that was read.")
    read: Day = Field(description="The day that it was read.")
    unsourced: Literal["everywhere"] | tuple[str, ...] = Field(
        default=(), description="The Regions whose price was not found in the source."
    )

    @model_validator(mode="after")
    def _has_a_price(self) -> Price:
        if (self.everywhere is None) == (not self.by_region):
            raise ValueError("a price is given either 'everywhere' or 'by_region'")
        return self

    def a_month(self, region: str) -> float | None:
        """Return what one costs a month in a Region; ``None`` where the list has no price."""
        price = self.by_region.get(region) if self.everywhere is None else self.everywhere
        return None if price is None else price * (HOURS_A_MONTH if self.unit == "hour" else 1)

    def is_sourced(self, region: str) -> bool:
        """Return whether its price in a Region was found in its source."""
        return self.unsourced != "everywhere" and region not in self.unsourced


class Charge(BaseModel):
    """How much of a price a resource is."""

    model_config = _STRICT

    price: str = Field(description="The name of the price.")
    quantity: Annotated[str, AfterValidator(_expression)] = Field(
        description="JMESPath over the resource's properties as the template writes them: a number."
    )


class _Prices(BaseModel):
    model_config = _STRICT

    currency: Literal["USD"]
    prices: dict[str, Price] = Field(min_length=1)


class _Resources(BaseModel):
    model_config = _STRICT

    fixed: dict[str, tuple[Charge, ...]]
    usage: dict[str, str]
    free: tuple[str, ...]


class PriceList:
    """What each resource type costs, and what is not counted.

    Args:
        prices: by name.
        resources: what of a type is charged.
    """

    def __init__(self, prices: Mapping[str, Price], resources: _Resources) -> None:
        self.prices = prices
        self._resources = resources

    def charges(self, type_: str) -> tuple[Charge, ...]:
        """Return what of a type is charged by the month."""
        return self._resources.fixed.get(type_, ())

    def usage(self, type_: str) -> str:
        """Return what drives the cost of a type that is charged by use; "" for any other."""
        found = (why for pattern, why in self._resources.usage.items() if fnmatchcase(type_, pattern))
        return next(found, "")

    def is_free(self, type_: str) -> bool:
        """Return whether AWS charges nothing for a type by itself."""
        return any(fnmatchcase(type_, pattern) for pattern in self._resources.free)


def price_list(prices: Path | None = None) -> PriceList:
    """Read the lists.

    Args:
        prices: another file of prices, such as those of a contract; it replaces the project's.

    Raises:
        UserError: a file cannot be read, or is not such a list; or a type is charged by a price that it lacks.
    """
    file = prices or _HERE / "prices.yaml"
    guide = Guide("a list of prices", "copy src/landing_zone/cost/prices.yaml of this project", "prices.yaml")
    found = read_yaml(file, guide).parse(_Prices).prices
    resources = read_yaml(_HERE / "resources.yaml").parse(_Resources)
    for type_, charges in resources.fixed.items():
        for charge in charges:
            if charge.price not in found:
                raise UserError(
                    f"{type_} is charged by a price that is not in the list",
                    file=str(file),
                    value=charge.price,
                    allowed=", ".join(sorted(found)),
                    fix=f"add '{charge.price}'",
                )
    return PriceList(found, resources)
