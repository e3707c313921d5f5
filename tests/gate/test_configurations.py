"""Another organisation's values in ``landing-zone.yaml``, and nothing else, give a zone that is held."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from landing_zone.assessment.model import Outcome
from landing_zone.assessment.read import read_assessment
from tests.configurations import CONFIGURATIONS, write
from tests.conftest import Run

_QUICK = "all at once"
"""It changes every value that the others change; the others say which of them broke something."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name == _QUICK else pytest.mark.slow) for name in CONFIGURATIONS]
)
def test_other_values_are_held(name: str, run: Callable[..., Run], tmp_path: Path) -> None:
    """The synth exits with 0; each waiver covers something, and all stacks of every account are there."""
    zone = CONFIGURATIONS[name]()
    file = write(zone, tmp_path)
    out = tmp_path / "cdk.out"
    done = run(sys.executable, "app.py", CDK_OUTDIR=str(out), CDK_CONTEXT_JSON=json.dumps({"config": str(file)}))
    assert done.code == 0, done.err[-4000:]
    assessment = read_assessment(out / "assessment.json")
    assert assessment.verdict.outcome is Outcome.HELD
    assert {account["id"] for account in zone["accounts"]} == {stack.account for stack in assessment.stacks}
    assert [waiver.id for waiver in assessment.waivers if not waiver.covers] == []
    assert [framework.id for framework in assessment.frameworks] == zone["frameworks"]
