"""Rules that stop beyond those that a control in scope names; ``policies/gate.yaml`` has the same form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Protocol

from pydantic import AfterValidator, BaseModel, Field

from landing_zone.config.fields import CONFIG, Form, Line
from landing_zone.yaml.issue import Issue, Location

_RULE = Form(
    r"[A-Za-z][A-Za-z0-9.-]*::(?:\*|[A-Za-z0-9][A-Za-z0-9_.-]*)",
    "this is not the id of a rule",
    "engine, two colons and the rule, or * for all of the engine: checkov::CKV_AWS_18, Serverless::*",
    "copy the id from a finding, without what is in brackets",
    shortest=4,
    longest=200,
)
Rule = Annotated[str, AfterValidator(_RULE.check), _RULE.schema]


class Stop(BaseModel):
    """Rules that stop, and why."""

    model_config = CONFIG

    rules: tuple[Rule, ...] = Field(
        min_length=1, description="Rules by their id, or all of an engine or pack: checkov::CKV_AWS_18, Serverless::*."
    )
    reason: Line = Field(description="Why they stop although no control in scope names them.")


class Gate(BaseModel):
    """What stops beyond the rules that a control in scope names; all other rules are advice."""

    model_config = CONFIG

    stop: tuple[Stop, ...] = Field(default=(), description="Rules that stop too.")

    @property
    def rules(self) -> frozenset[str]:
        """All of them."""
        return frozenset(rule for entry in self.stop for rule in entry.rules)


class Unknown(Protocol):
    """A rule that does not exist: what is wrong, what is allowed, the fix."""

    @property
    def what(self) -> str: ...  # noqa: D102
    @property
    def allowed(self) -> str: ...  # noqa: D102
    @property
    def fix(self) -> str: ...  # noqa: D102


class RuleNames(Protocol):
    """Which rules exist; the gate knows."""

    def unknown(self, pattern: str) -> Unknown | None: ...  # noqa: D102


def unknown_rules(gate: Any, at: Location, known: RuleNames) -> Iterator[Issue]:
    """Yield a mistake for each rule that does not exist.

    Args:
        gate: the plain data of a :class:`Gate`; any of it may be wrong, which the model reports.
        at: its place in the file.
        known: the rules that exist.
    """
    entries = gate.get("stop") if isinstance(gate, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        rules = entry.get("rules") if isinstance(entry, dict) else None
        for position, rule in enumerate(rules if isinstance(rules, list) else ()):
            found = known.unknown(rule) if isinstance(rule, str) and "::" in rule else None
            if found:
                place = (*at, "stop", index, "rules", position)
                yield Issue(place, f"{found.what}, so nothing would stop", rule[:200], found.allowed, found.fix)
