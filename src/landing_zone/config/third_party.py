"""A company that data is shared with, or that can affect its security."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from landing_zone.config.fields import CONFIG, Form, Line, Name

_COUNTRY = Form(
    r"[A-Z]{2}", "this is not a country code", "two capital letters of ISO 3166-1: IE", "look the country up", 2, 2
)
Country = Annotated[str, AfterValidator(_COUNTRY.check), _COUNTRY.schema]

EEA = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI"),
        *("FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU"),
        *("LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
    }
)
"""The European Economic Area, inside which nothing is a transfer. Source: EEA Agreement: the 27, and EFTA's three."""


class Relation(StrEnum):
    """The kind of a third party in the terms of GDPR article 4 and of PCI DSS requirement 12.8."""

    PROCESSOR = "processor"
    """Processes on our behalf, by our instructions (GDPR 28)."""
    CONTROLLER = "controller"
    """Decides for itself what it does with the data, as a bank or an authority."""
    SERVICE_PROVIDER = "service-provider"
    """Gets no personal data, and can affect the security of card data (PCI DSS 12.8)."""


class Safeguard(StrEnum):
    """What permits personal data to leave the EEA (GDPR 45, 46, 47)."""

    NONE = "none"
    ADEQUACY = "adequacy-decision"
    CLAUSES = "standard-contractual-clauses"
    RULES = "binding-corporate-rules"


class ThirdParty(BaseModel):
    """One company, with the facts that an assessor needs (PCI DSS 12.8, GDPR 28, 30(1)(d) and (e), 44)."""

    model_config = CONFIG

    company: Line = Field(description="The name of the company.")
    service: Line = Field(description="What it does for us.")
    relation: Relation = Field(description="Processor, controller, or service provider without personal data.")
    country: Country = Field(description="Where it handles the data, as an ISO 3166-1 code.")
    data_classes: tuple[Name, ...] = Field(default=(), description="Which of the data classes it gets to see.")
    safeguard: Safeguard = Field(
        default=Safeguard.NONE,
        description="For personal data outside the EEA: what allows it (GDPR 44 to 47).",
    )
    contract: Line = Field(description="The agreement that binds it: its title and where it is kept.")
    attestation: Line = Field(description="How its security is known: the kind of attestation, and its date.")
    responsibilities: Line = Field(description="What is its part, what is ours, what is shared (PCI DSS 12.8.5).")
