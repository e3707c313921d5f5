"""Which rules exist, so that no file can name one that does not, and which of them ask the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

from landing_zone.catalogue.known_words import KnownWords, Unknown
from landing_zone.catalogue.load import ENGINES, Catalogue, load_catalogue
from landing_zone.findings.finding import NOT_JUDGED
from landing_zone.gate.bypass_checks import BYPASS_CHECKS
from landing_zone.gate.closed_world import UNKNOWN
from landing_zone.yaml.issue import did_you_mean

EVERY = "::*"
"""What follows an engine's name to mean all of its rules."""
_ENGINES = tuple(engine for engine in (*ENGINES, "assertion") if engine != "gate")
_FAMILY = re.compile(r"cfn-lint::[EW]\d")
"""``cfn-lint::W2`` is all W2xxx."""


class KnownRules:
    """Answers whether a qualified rule exists: ``known("checkov::CKV_AWS_18")``.

    Args:
        policies: the policies folder.
        catalogue: its assertions are rules too; read from the folder when one is asked for, by default.
        own: a folder that adds to the policies.
    """

    def __init__(
        self, policies: Path, catalogue: Callable[[], Catalogue] | None = None, own: Path | None = None
    ) -> None:
        self._words = KnownWords(policies, own)
        self._catalogue = catalogue or (lambda: load_catalogue(policies, own))

    def __call__(self, rule: str) -> bool:
        """Return whether the rule exists; ``rule`` comes without a detail in brackets."""
        engine, _, _ = rule.partition("::")
        if engine == "gate":
            return rule == NOT_JUDGED or any(check.rule == rule for check in (*BYPASS_CHECKS, UNKNOWN))
        return self._words.rule(rule) is None if engine in ENGINES else rule in self._assertions

    def is_family(self, rule: str) -> bool:
        """Return whether this is a family of rules, by which cfn-lint reports passes, not a rule."""
        return _FAMILY.fullmatch(rule) is not None

    def unknown(self, pattern: str) -> Unknown | None:
        """Judge a rule, or an engine and ``::*`` for all of its rules; ``None`` when it exists."""
        engine, _, name = pattern.partition("::")
        if engine not in _ENGINES and engine != "gate":
            fix = did_you_mean(engine, _ENGINES, "copy the id from a finding")
            return Unknown(f"there is no engine '{engine}'", f"{', '.join(_ENGINES)}, with {EVERY} or a rule", fix)
        if (name == "*" and engine != "gate") or self(pattern):
            return None
        if engine in ENGINES and engine != "gate":
            return self._words.rule(pattern)
        if engine == "gate":
            return Unknown(f"there is no rule '{pattern}'", "none: the gate's own rules stop", "remove it")
        near = {rule for rule in self._assertions if rule.partition(".")[0] == pattern.partition(".")[0]}
        fix = did_you_mean(pattern, near or {f"{rule.partition('.')[0]}" for rule in self._assertions}, "correct it")
        return Unknown(f"there is no assertion '{pattern}'", "assertion::<control>.<assertion>", fix)

    @property
    def facts(self) -> Mapping[str, str]:
        """Each rule of cdk-nag to the function that answers it, which several packs share under ids of their own."""
        return self._words.nag_functions

    @cached_property
    def same(self) -> Mapping[str, tuple[str, ...]]:
        """Each rule of cdk-nag to all that ask the same, itself included."""
        by_fact: dict[str, list[str]] = {}
        for rule, fact in self.facts.items():
            by_fact.setdefault(fact, []).append(rule)
        return {rule: tuple(sorted(by_fact[fact])) for rule, fact in self.facts.items()}

    @property
    def listed(self) -> frozenset[str]:
        """Every rule of the engines, informational ones of cfn-lint left out since they do not run; every assertion."""
        lines = (f"{engine}::{name}" for engine in ("checkov", "cfn-lint") for name in self._words.rules_of(engine))
        return frozenset((*self.facts, *self._assertions, *(r for r in lines if not r.startswith("cfn-lint::I"))))

    @cached_property
    def _assertions(self) -> frozenset[str]:
        controls = self._catalogue().controls.values()
        return frozenset(control.assertion_rule(a) for control in controls for a in control.assertions)
