"""Guardrails are attached where the configuration says, and no control claims what they do not bind."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest

from landing_zone.assertions.evaluate import evaluate
from landing_zone.catalogue.load import load_catalogue
from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.config import LandingZone
from landing_zone.files.policies_folder import policies_folder
from landing_zone.findings.finding import Status
from stacks.app_context import app_context
from stacks.organisation import Organisation

CONTROLS = ("scp-region-deny", "s3-bpa-account", "scp-account-limits", "scp-protect-security")


@pytest.fixture(scope="module")
def controls() -> list[Any]:
    """The controls that rest on guardrails."""
    return [load_catalogue(policies_folder()).controls[name] for name in CONTROLS]


@pytest.fixture
def failures(zone: LandingZone, controls: list[Any], tmp_path: Any) -> Any:
    """Synthesize the Organisation stack alone, with guardrails attached so, and return what fails of these controls."""

    def of(guardrails: dict[str, tuple[str, ...]], **changes: Any) -> dict[str, str]:
        changed = zone.model_copy(update={"guardrails": guardrails, **changes})
        app = cdk.App(context=app_context(), outdir=str(tmp_path / "out"), analytics_reporting=False)
        management = next(one for one in zone.environments() if one.account.name == "management" and one.is_home)
        Organisation(app, environment=management, zone=changed)
        app.synth()
        (tmp_path / "out" / "landing-zone.json").write_text(LandingZone.model_dump_json(changed), encoding="utf-8")
        found = evaluate(load_assembly(tmp_path / "out"), controls).findings
        return {f.rule: f.message for f in found if f.status is not Status.PASS and "Organizations" in f.message}

    return of


def test_a_policy_that_does_not_bind_an_account_is_named(failures: Any) -> None:
    """The finding names the policy, where it is attached, and each account that it leaves out."""
    (found,) = {
        message
        for rule, message in failures({"region-deny": ("Security", "Infrastructure")}).items()
        if rule.endswith("denied-outside-allowed")
    }
    assert "Organisation-management-eu-west-1/Guardrails/RegionDeny (Type is" in found
    assert 'accounts_outside is ["cde-production", "cde-staging", "customer-production"' in found
    assert "management" not in found.partition("accounts_outside is")[2].partition("]")[0]


def test_units_that_are_above_every_account_are_as_good_as_the_root(failures: Any, zone: LandingZone) -> None:
    """All six units, or the two that all others are in; the root itself is needed for what binds management too."""
    everywhere = tuple(unit.name for unit in zone.organisational_units)
    assert failures({"region-deny": everywhere, "protect-accounts": everywhere}) == {}
    below = [
        unit.model_copy(update={"parent": None if unit.name == "Security" else "Security"})
        for unit in zone.organisational_units
    ]
    assert failures({"region-deny": ("Security",)}, organisational_units=tuple(below)) == {}
    assert set(failures({"s3-block-public-access": everywhere})) == {
        "assertion::scp-account-limits.buckets-blocked",
    }
