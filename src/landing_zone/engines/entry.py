"""An engine's entry in the assessment."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class EngineEntry(BaseModel):
    """One engine: its version, what it judged, what it could not judge."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    templates: int
    findings: int
    not_judged: tuple[str, ...] = Field(default=(), description="Templates it could not judge, each with the reason.")
