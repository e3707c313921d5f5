"""Which rules exist, so that a waiver cannot name one that does not."""

from __future__ import annotations

import json
import re
from functools import cached_property
from pathlib import Path

from landing_zone.catalogue.load import Catalogue
from landing_zone.engines.cdk_nag.engine import PACKS
from landing_zone.findings.finding import NOT_JUDGED
from landing_zone.gate.bypass_checks import BYPASS_CHECKS

CHECKOV_RULES = Path("checks", "checkov_rules.txt")
"""Ids of the pinned checkov's CloudFormation checks and of our own (scripts/generate.py)."""
NAG_RULES = Path("checks", "cdk_nag_applicability.json")
"""Pack to rule to the CloudFormation types that it looks at; a test derives it again from the package."""

_CFN_LINT = re.compile(r"[EWI]\d{4}")


class KnownRules:
    """Answers whether a qualified rule exists: ``known("checkov::CKV_AWS_18")``.

    Args:
        policies: the policies folder.
        catalogue: its assertions are rules too.
    """

    def __init__(self, policies: Path, catalogue: Catalogue) -> None:
        self._policies = policies
        self._catalogue = catalogue

    def __call__(self, rule: str) -> bool:
        """Return whether the rule exists; ``rule`` comes without a detail in brackets."""
        engine, _, name = rule.partition("::")
        if engine == "cfn-lint":
            return _CFN_LINT.fullmatch(name) is not None
        if engine in PACKS:
            return name in self._nag
        if engine == "checkov":
            return name in self._checkov
        if engine == "gate":
            return rule == NOT_JUDGED or any(check.rule == rule for check in BYPASS_CHECKS)
        return rule in self._assertions

    @cached_property
    def _nag(self) -> frozenset[str]:
        packs = json.loads((self._policies / NAG_RULES).read_text(encoding="utf-8"))
        return frozenset(rule for pack in packs.values() for rule in pack)

    @cached_property
    def _checkov(self) -> frozenset[str]:
        return frozenset((self._policies / CHECKOV_RULES).read_text(encoding="utf-8").split())

    @cached_property
    def _assertions(self) -> frozenset[str]:
        controls = self._catalogue.controls.values()
        return frozenset(control.assertion_rule(a) for control in controls for a in control.assertions)
