"""How many of a list of secrets are found, and how many false alarms there are: the figures of docs/secrets.md."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from landing_zone.engines.engine import EngineResult
from landing_zone.findings.finding import Status
from tests.engines.secret_values import NO_SECRETS, SECRETS, Resource

RULE = "checkov::LZ_LITERAL_SECRETS"


def _failed(resources: list[Resource], checkov: Callable[..., EngineResult]) -> set[int]:
    template = {f"R{n}": {"Type": type_, "Properties": given} for n, (type_, given) in enumerate(resources)}
    found = checkov(template).findings
    return {int(one.logical_id[1:]) for one in found if one.rule == RULE and one.status is Status.FAIL}


def test_every_secret_is_found(checkov: Callable[..., EngineResult]) -> None:
    """Recall: all sixty."""
    missed = set(range(len(SECRETS))) - _failed(SECRETS, checkov)
    assert [SECRETS[number] for number in sorted(missed)] == []


def test_no_setting_is_taken_for_a_secret(checkov: Callable[..., EngineResult]) -> None:
    """False alarms: none of sixty."""
    assert [NO_SECRETS[number] for number in sorted(_failed(NO_SECRETS, checkov))] == []


def test_the_figures_are_those_of_the_guide(root: Path) -> None:
    """As many as the guide says."""
    guide = (root / "docs" / "secrets.md").read_text(encoding="utf-8")
    assert (len(SECRETS), len(NO_SECRETS)) == (60, 60)
    assert f"{len(SECRETS)} of {len(SECRETS)}" in guide
    assert f"0 of {len(NO_SECRETS)}" in guide
