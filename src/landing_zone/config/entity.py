"""What the organisation is to a standard, and the facts that decide which requirements apply to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field, StrictBool

from landing_zone.config.fields import CONFIG


@dataclass(frozen=True)
class Fact:
    """What a report says of a fact of :class:`Entity` that is false; the field's description is the question.

    Args:
        denied: one clause of a sentence.
        needs: the fact without which this one cannot be true; "" for none.
    """

    denied: str
    needs: str = ""


class Entity(BaseModel):
    """What the organisation is; a fact that is left out is unknown, and every requirement that depends on it counts.

    Frameworks name these keys in ``applies_if``.
    Source: PCI DSS v4.0.1, sections 4 and 8 and the applicability notes of each requirement; for ``multi_tenant`` the
    PCI SSC's FAQ "To which types of service providers does PCI DSS Appendix A1 apply?".
    """

    model_config = CONFIG

    merchant: Annotated[
        StrictBool | None, Fact("the organisation accepts no payment cards for goods or services of its own")
    ] = Field(
        default=None, description="Whether the organisation accepts payment cards for goods or services of its own."
    )
    service_provider: Annotated[
        StrictBool | None,
        Fact("the organisation handles no card data for others, and cannot affect the security of theirs"),
    ] = Field(
        default=None,
        description="Whether the organisation stores, processes or transmits card data for others, or can affect the "
        "security of theirs. An acquirer writes true.",
    )
    issuer: Annotated[
        StrictBool | None, Fact("the organisation issues no payment cards, and runs no services for issuers")
    ] = Field(default=None, description="Whether the organisation issues payment cards, or runs services for issuers.")
    multi_tenant: Annotated[
        StrictBool | None,
        Fact("no customers manage environments of their own on systems that they share", needs="service_provider"),
    ] = Field(
        default=None,
        description="Whether customers share systems of this service provider, and each manages an environment of its "
        "own on them. One platform on which customers only see their own data is none.",
    )
    designated: Annotated[
        StrictBool | None, Fact("no card brand or acquirer has asked the organisation for supplemental validation")
    ] = Field(
        default=None,
        description="Whether a card brand or an acquirer has asked the organisation for supplemental validation "
        "(PCI DSS, appendix A3).",
    )
    payment_page: Annotated[
        StrictBool | None,
        Fact(
            "the organisation serves no web page on which cardholders enter card data, nor one that frames such a page"
        ),
    ] = Field(
        default=None,
        description="Whether the organisation serves web pages on which cardholders enter card data, or that show "
        "such a page of another company in a frame.",
    )
    terminals: Annotated[
        StrictBool | None, Fact("the organisation takes no cards at terminals, and looks after none of others")
    ] = Field(
        default=None,
        description="Whether the organisation takes cards at terminals, where cardholders are present, or looks after "
        "terminals of others.",
    )
    wireless: Annotated[
        StrictBool | None, Fact("no wireless network carries card data, or has a path to the card environment")
    ] = Field(
        default=None,
        description="Whether a wireless network carries card data, or has a path to the card environment.",
    )
    processor: Annotated[StrictBool | None, Fact("the organisation processes no personal data on behalf of others")] = (
        Field(
            default=None,
            description="Whether the organisation processes personal data on behalf of others, by their instructions "
            "(GDPR article 28).",
        )
    )


FACTS: Mapping[str, Fact] = {
    name: next(item for item in field.metadata if isinstance(item, Fact)) for name, field in Entity.model_fields.items()
}
"""Every fact by its key, in the file's order."""


def question(fact: str) -> str:
    """Return what a fact answers, to follow "says" in a sentence: ``whether the organisation ...``.

    Raises:
        KeyError: there is no such fact.
    """
    first = str(Entity.model_fields[fact].description).partition(". ")[0].removesuffix(".")
    return first[0].lower() + first[1:]
