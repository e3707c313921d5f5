"""What the organisation is to a standard, and the facts that decide which requirements apply to it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from landing_zone.config.fields import CONFIG


class Entity(BaseModel):
    """The facts that frameworks name in ``applies_if``. A fact that is not given makes nothing inapplicable.

    Source: PCI DSS v4.0.1, sections 4 and 8 and the applicability notes of each requirement.
    """

    model_config = CONFIG

    merchant: bool | None = Field(default=None, description="It accepts card payments for what it sells.")
    service_provider: bool | None = Field(
        default=None, description="It stores, processes or transmits card data for others, or can affect its security."
    )
    issuer: bool | None = Field(default=None, description="It issues cards, or supports those who do.")
    multi_tenant: bool | None = Field(
        default=None, description="A service provider on whose shared systems several customers keep card data."
    )
    designated: bool | None = Field(
        default=None,
        description="A card brand or acquirer has designated it for supplemental validation (appendix A3).",
    )
    payment_page: bool | None = Field(
        default=None, description="It serves pages, or parts of them, on which cardholders enter card data."
    )
    terminals: bool | None = Field(
        default=None, description="It takes cards at terminals, where cardholders are present."
    )
    wireless: bool | None = Field(
        default=None, description="Wireless networks are in the card environment, connected to it, or carry card data."
    )
    processor: bool | None = Field(
        default=None, description="It processes personal data on behalf of others (GDPR article 28)."
    )
