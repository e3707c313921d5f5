"""An engine's entry in the assessment."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, model_validator

_STRICT = ConfigDict(frozen=True, extra="forbid")


class EngineResults(BaseModel):
    """How an engine's results were made; one result is for all templates with equal text."""

    model_config = _STRICT

    fresh: int = Field(ge=0, description="Results that this run computed.")
    from_cache: int = Field(ge=0, description="Results that an earlier run computed, and the cache kept.")
    patched: int = Field(
        ge=0, description="Of all these, results of an engine of which functions were replaced for speed."
    )

    @model_validator(mode="after")
    def _patched_are_results(self) -> EngineResults:
        if self.patched > self.fresh + self.from_cache:
            raise ValueError("'patched' counts more results than there are")
        return self

    @property
    def internals(self) -> str:
        """Whether the engine ran as shipped when it gave these results."""
        total = self.fresh + self.from_cache
        if not self.patched:
            return "as shipped"
        return "patched" if self.patched == total else f"patched for {self.patched} of {total} results"

    @property
    def cached(self) -> str:
        """How many of the results are from the cache."""
        return f"{self.from_cache} of {self.fresh + self.from_cache} results from the cache"


class EngineEntry(BaseModel):
    """One engine: its version, what it judged, what it could not judge, how its results were made."""

    model_config = _STRICT

    name: str
    version: str
    templates: int
    findings: int
    not_judged: tuple[str, ...] = Field(default=(), description="Templates it could not judge, each with the reason.")
    results: EngineResults | None = Field(
        default=None, description="None: written by a version of the landing zone that did not record it."
    )

    @property
    def how(self) -> str:
        """How its results were made, for reports: ``patched, 3 of 22 results from the cache``."""
        return (
            f"{self.results.internals}, {self.results.cached}" if self.results else "internals and cache not recorded"
        )
