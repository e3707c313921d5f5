"""An engine's entry in the assessment."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, model_validator

_STRICT = ConfigDict(frozen=True, extra="forbid")


class EngineResults(BaseModel):
    """How an engine's results were made; one result is for all templates with equal text."""

    model_config = _STRICT

    fresh: int = Field(ge=0, description="Results that were computed.")
    from_cache: int = Field(ge=0, description="Results that were read from the cache.")
    patched: int = Field(
        ge=0, description="Of all these, results of an engine of which functions were replaced for speed."
    )

    @model_validator(mode="after")
    def _patched_are_results(self) -> EngineResults:
        if self.patched > self._total:
            raise ValueError("'patched' counts more results than there are")
        return self

    @property
    def internals(self) -> str:
        """Whether functions of the engine were replaced for speed when it gave these results."""
        if not self._total:
            return "gave no results"
        if not self.patched:
            return "not patched for speed"
        return "patched" if self.patched == self._total else f"patched for {self.patched} of {self._total} results"

    @property
    def cached(self) -> str:
        """How many of the results are from the cache; "" where there are no results."""
        return f"{self.from_cache} of {self._total} results from the cache" if self._total else ""

    @property
    def _total(self) -> int:
        return self.fresh + self.from_cache


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
        if self.results is None:
            return "internals and cache not recorded"
        return ", ".join(filter(None, (self.results.internals, self.results.cached)))
