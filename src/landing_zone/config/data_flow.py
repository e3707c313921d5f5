"""A flow of data between accounts, third parties and the internet."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StrictInt

from landing_zone.config.fields import CONFIG, Line, Name

INTERNET = "internet"
"""The end of a flow that is neither an account nor a third party, such as customers' browsers."""


class DataFlow(BaseModel):
    """One flow, as the data-flow diagrams draw it (PCI DSS 1.2.4, GDPR 30)."""

    model_config = CONFIG

    source: Name = Field(description="An account, a third party, or internet.")
    destination: Name = Field(description="An account, a third party, or internet.")
    data_class: Name = Field(description="Which of the data classes flows.")
    purpose: Line = Field(description="Why it flows (PCI DSS 1.2.5, GDPR 5(1)(b)).")
    protocol: Line = Field(description="The protocol, with how it is encrypted: HTTPS, TLS 1.2 or newer.")
    port: Annotated[StrictInt, Field(ge=1, le=65535)] = Field(description="The port at the destination.")
