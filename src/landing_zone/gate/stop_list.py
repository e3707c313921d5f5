"""Reads ``policies/gate.yaml``: the rules that stop although no control names them, each with the reason."""

from __future__ import annotations

from pathlib import Path

from landing_zone.config.gate import Gate, unknown_rules
from landing_zone.errors import CombinedUserError, UserError
from landing_zone.gate.known_rules import KnownRules
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.yaml_file import read_yaml

_GUIDE = Guide("the rules that stop", "write 'stop: []' when there are none; docs/stopping.md shows an entry")


def load_gate(path: Path, known: KnownRules) -> Gate:
    """Read and check the file; without it, nothing more stops than what a control in scope names.

    Raises:
        UserError: the file cannot be read.
        CombinedUserError: every mistake in it, with file, line, value, what is allowed and the fix.
    """
    if not path.exists():
        return Gate()
    file = read_yaml(path, _GUIDE)
    gate = file.parse(Gate)
    if found := [file.user_error(issue) for issue in unknown_rules(file.data, (), known)]:
        raise CombinedUserError(found)
    return gate


def check_gate(gate: Gate, known: KnownRules) -> None:
    """Refuse ``gate`` of a configuration that names a rule which these policies do not have.

    Raises:
        UserError: with the rule; ``load_landing_zone`` gives the line, where it gets the rules.
    """
    for issue in unknown_rules(gate.model_dump(mode="json"), ("gate",), known):
        raise UserError(f"gate: {issue.what}", "landing-zone.yaml", 0, issue.value, issue.allowed, issue.fix)
