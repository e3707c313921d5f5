"""Runs cfn-lint's rules on one template, in process; imported by a worker alone.

Errors and warnings are findings. Informational rules do not run: cfn-lint leaves them out by default, since they are
hints of style, on which neither a deployment nor a control depends.
"""

from __future__ import annotations

import re
from typing import Any

from cfnlint.config import ConfigMixIn
from cfnlint.decode.decode import decode_str
from cfnlint.helpers import REGIONS
from cfnlint.runner import Runner, run_template_by_data

from landing_zone.engines.cfn_lint.patches import apply_patches
from landing_zone.engines.engine import EngineResult, RawFinding
from landing_zone.findings.finding import Status

_FALLBACK_REGION = "us-east-1"
"""Used when a template's Region is not known: the Region with the most resource types, cfn-lint's own default."""

_NOT_READ = {"E0000": "it cannot be parsed", "E0001": "its transform cannot be expanded"}
"""After these cfn-lint stops, so the rest of the template is not judged."""

_RULE_RAISED = "E0002"


class CfnLintExaminer:
    """cfn-lint with all its rules for errors and warnings, loaded once.

    A template or a configuration file cannot make it ignore rules: errors and warnings are mandatory.

    Args:
        stock: leave out the patches that make cfn-lint faster.

    Attributes:
        patched: whether functions of cfn-lint were replaced for speed.
    """

    def __init__(self, *, stock: bool = False) -> None:
        self.patched = not stock and apply_patches()
        self._rules = Runner(_config(_FALLBACK_REGION)).rules
        enabled = (rule for rule in self._rules if rule[0] in "EW" and not rule.startswith("E0"))
        self._families = sorted({_family(rule) for rule in enabled})

    def examine(self, template: str, region: str) -> EngineResult:
        """Judge one template for one Region.

        A match is a finding about its resource. A pass is given to a family of rules (``cfn-lint::E3``: all E3xxx
        rules, as cfn-lint numbers them by the template's section) in which no rule matched, since cfn-lint does not
        report which resources a single rule examined.
        """
        data, errors = decode_str(template)
        matches = errors or list(run_template_by_data(data, _config(region), self._rules))
        findings = [_finding(match) for match in matches]
        unread = "; ".join(why for rule, why in _NOT_READ.items() if any(match.rule.id == rule for match in matches))
        if not unread:
            touched = {_family(match.rule.id) for match in matches}
            broken = any(match.rule.id == _RULE_RAISED for match in matches)  # then its family is not known
            families = () if broken else (family for family in self._families if family not in touched)
            findings += [RawFinding(f"cfn-lint::{family}", "", "", Status.PASS, "") for family in families]
        return EngineResult(tuple(sorted(set(findings))), unread)


def rule_ids() -> list[str]:
    """Return the ids of all rules of the installed cfn-lint, sorted, informational ones included."""
    return sorted(Runner(_config(_FALLBACK_REGION)).rules)


def _config(region: str) -> Any:
    known = region if region in REGIONS else _FALLBACK_REGION
    return ConfigMixIn([], regions=[known], mandatory_checks=["E", "W"])


def _family(rule: str) -> str:
    return rule[:2]


def _finding(match: Any) -> RawFinding:
    path = [str(part) for part in (getattr(match, "path", None) or ())]
    in_resource = len(path) > 1 and path[0] == "Resources"
    detail = "/".join(path[2:] if in_resource else path)
    status = Status.UNDETERMINED if match.rule.id == _RULE_RAISED else Status.FAIL
    message = re.sub(r"\s+", " ", str(match.message))
    return RawFinding(f"cfn-lint::{match.rule.id}", path[1] if in_resource else "", detail, status, message)
