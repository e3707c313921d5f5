"""Reads and checks ``landing-zone.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from landing_zone.config.checks.guardrail_check import guardrail_policies, unknown_policies
from landing_zone.config.framework_floor import FrameworkFloor, FrameworkFolder, frameworks_folder
from landing_zone.config.gate import RuleNames, unknown_rules
from landing_zone.config.landing_zone import LandingZone
from landing_zone.config.validate import validate
from landing_zone.errors import CombinedUserError
from landing_zone.yaml.guard import Guide
from landing_zone.yaml.yaml_file import read_yaml

_GUIDE = "see docs/configuration.md, or start from the landing-zone.yaml that comes with the project"


def load_landing_zone(
    path: Path, *, frameworks: Mapping[str, FrameworkFloor] | None = None, rules: RuleNames | None = None
) -> LandingZone:
    """Read and check the configuration of a landing zone.

    Args:
        path: the file, usually ``landing-zone.yaml``.
        frameworks: the frameworks that exist, by id, with the retention that each requires; by default, those in
            ``policies/frameworks`` beside the file, or else in this repository.
        rules: the rules that exist; when not given, those under ``gate`` are first compared when the zone is judged.

    Raises:
        UserError: the file cannot be read, or is not YAML.
        CombinedUserError: every mistake in it, sorted by line, each with file, line, value, what is allowed, and the
            fix.
    """
    document = read_yaml(path, Guide("the configuration's file", _GUIDE, "landing-zone.yaml", aliases=False))
    known = FrameworkFolder(frameworks_folder(path)) if frameworks is None else frameworks
    data = document.mapping(LandingZone.model_fields)
    zone, found = validate(data, known)
    mistakes = (*found, *(unknown_rules(data.get("gate"), ("gate",), rules) if rules else ()))
    if guardrails := data.get("guardrails"):
        mistakes = (*mistakes, *unknown_policies(guardrails, guardrail_policies(path)))
    if zone is None or mistakes:
        raise CombinedUserError(sorted(map(document.user_error, mistakes), key=lambda error: (error.line, error.what)))
    return zone
