"""A typing error in a guardrail stops the synth: AWS would refuse some, and take others that then deny nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from landing_zone.config import LandingZone
from landing_zone.errors import UserError
from stacks.guardrails import load_guardrails

POLICIES = Path(__file__).parents[2] / "policies"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped policies."""
    return Path(shutil.copytree(POLICIES, tmp_path / "policies"))


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('"Effect": "Deny"', '"Effect": "deny"', "did you mean 'Deny'?"),
        ('"Effect": "Deny"', '"Efect": "Deny"', "did you mean 'Effect'?"),
        ('"Effect": "Deny",', "", "has no Effect"),
        ("lambda:AddPermission", "lambda:AddPermision", "did you mean 'lambda:addpermission'?"),
        ("lambda:AddPermission", "lamda:AddPermission", "did you mean 'lambda'?"),
        ("ArnNotLike", "ArnNotLik", "did you mean 'ArnNotLike'?"),
        ('"Action"', '"Actoin"', "did you mean 'Action'?"),
        ("protect-accounts", "protect-acounts", "did you mean 'protect-accounts'?"),
    ],
)
def test_a_typing_error_is_refused(copy: Path, zone: LandingZone, right: str, wrong: str, said: str) -> None:
    """With the file of the guardrail, its line, and the nearest word."""
    file = copy / "guardrails" / "protect-settings.json"
    text = file.read_text()
    assert right in text
    file.write_text(text.replace(right, wrong, 1))
    with pytest.raises(UserError) as raised:
        load_guardrails(zone, copy)
    assert said in raised.value.render()
    assert "protect-settings.json" in raised.value.render()


def test_a_resource_control_policy_only_denies(copy: Path, zone: LandingZone) -> None:
    """AWS refuses an Allow there."""
    file = copy / "guardrails" / "resource-perimeter.json"
    document = json.loads(file.read_text())
    document["content"]["Statement"][0]["Effect"] = "Allow"
    file.write_text(json.dumps(document, indent=1))
    with pytest.raises(UserError, match=r"resource-perimeter\.json:\d+.*'Allow' is not an effect"):
        load_guardrails(zone, copy)
