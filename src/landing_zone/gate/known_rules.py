"""Which rules exist, so that a waiver cannot name one that does not."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from landing_zone.catalogue.known_words import KnownWords
from landing_zone.catalogue.load import ENGINES, Catalogue
from landing_zone.findings.finding import NOT_JUDGED
from landing_zone.gate.bypass_checks import BYPASS_CHECKS


class KnownRules:
    """Answers whether a qualified rule exists: ``known("checkov::CKV_AWS_18")``.

    Args:
        policies: the policies folder.
        catalogue: its assertions are rules too.
        own: a folder that adds to the policies.
    """

    def __init__(self, policies: Path, catalogue: Catalogue, own: Path | None = None) -> None:
        self._words = KnownWords(policies, own)
        self._catalogue = catalogue

    def __call__(self, rule: str) -> bool:
        """Return whether the rule exists; ``rule`` comes without a detail in brackets."""
        engine, _, _ = rule.partition("::")
        if engine == "gate":
            return rule == NOT_JUDGED or any(check.rule == rule for check in BYPASS_CHECKS)
        return self._words.rule(rule) is None if engine in ENGINES else rule in self._assertions

    @cached_property
    def _assertions(self) -> frozenset[str]:
        controls = self._catalogue.controls.values()
        return frozenset(control.assertion_rule(a) for control in controls for a in control.assertions)
