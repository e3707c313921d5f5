"""Another organisation's values or shape in ``landing-zone.yaml``, and nothing else, give a zone that is held."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assessment.model import Assessment, Outcome
from landing_zone.assessment.read import read_assessment
from landing_zone.catalogue.features import ADOPTED
from landing_zone.gate.compare_inputs import compare_inputs
from tests.configurations import CONFIGURATIONS, SHAPES, Zone, write
from tests.conftest import Run

_QUICK = ("all at once", "a single account")
"""The first changes every value that the others change, and they say which of them broke something; the second has the
fewest features of all shapes, and the fewest resources."""

_NO_TRAIL, _NO_ARCHIVE = {"W-0007"}, {"W-0005", "W-0006"}
_NO_MIRROR, _NO_NETWORK = {"W-0005", "W-0050"}, {"W-0010", "W-0011"}
_NO_ORGANISATION = {"W-0021", "W-0022", "W-0023", "W-0024"}
"""The waivers of what is not there without it."""
_SHARED = ("separate-log-archive", "separate-security")
_ALONE = ("organisation", "separate-management", *_SHARED)
LACKS: dict[str, tuple[set[str], set[str]]] = {
    "a single account": ({*_ALONE, "mirror"}, _NO_MIRROR | _NO_ORGANISATION),
    "a single account with a mirror": (set(_ALONE), _NO_NETWORK | _NO_ORGANISATION),
    "a single account with PCI DSS": ({*_ALONE, "mirror"}, _NO_MIRROR | _NO_ORGANISATION),
    "a small organisation": (set(_SHARED), set()),
    "a small organisation in one Region": ({*_SHARED, "mirror"}, _NO_MIRROR),
    "the fintech in one Region": ({"mirror"}, _NO_MIRROR),
    "AWS Control Tower": ({"own-trail", "own-recorder", "own-delivery-channel"}, _NO_TRAIL),
    "the log archive existed before": ({"own-log-archive"}, _NO_ARCHIVE),
    "everything existed before": ({*ADOPTED, "trail-log-group"}, _NO_TRAIL | _NO_ARCHIVE),
}
"""Of each shape that lacks something: the features, and the waivers that cover nothing in it."""


def _parameters(configurations: Mapping[str, Callable[[], Zone]]) -> list[Any]:
    return [pytest.param(name, marks=() if name in _QUICK else pytest.mark.slow) for name in configurations]


def _held(zone: Zone, run: Callable[..., Run], folder: Path) -> Assessment:
    """Synthesize a configuration through the gates, and return the assessment; the verdict must be HELD."""
    file = write(zone, folder)
    out, root, policies = folder / "cdk.out", Path(__file__).resolve().parents[2], folder / "policies"
    shutil.copytree(root / "policies", policies)
    # Approvals name accounts and Regions of one zone alone.
    (policies / "approvals.yaml").write_text("approvals: []\n", encoding="utf-8")
    context = json.dumps({"config": str(file)})
    done = run(sys.executable, "app.py", CDK_OUTDIR=str(out), CDK_CONTEXT_JSON=context, LZ_POLICIES=str(policies))
    assert done.code == 0, done.err[-4000:]
    assessment = read_assessment(out / "assessment.json")
    compared = compare_inputs(assessment, out, root, policies=policies, configuration=file)
    assert (compared.differences, compared.policies) == ([], True)
    assert assessment.verdict.outcome is Outcome.HELD
    assert {account["id"] for account in zone["accounts"]} == {stack.account for stack in assessment.stacks}
    assert [framework.id for framework in assessment.frameworks] == zone["frameworks"]
    return assessment


@pytest.mark.parametrize("name", _parameters(CONFIGURATIONS))
def test_other_values_are_held(name: str, run: Callable[..., Run], tmp_path: Path) -> None:
    """The synth exits with 0; each waiver covers something, and all stacks of every account are there."""
    assessment = _held(CONFIGURATIONS[name](), run, tmp_path)
    assert [waiver.id for waiver in assessment.waivers if not waiver.covers] == []
    assert assessment.lacks == ()


@pytest.mark.parametrize("name", _parameters(SHAPES))
def test_each_shape_is_held_and_says_what_it_lacks(name: str, run: Callable[..., Run], tmp_path: Path) -> None:
    """The synth exits with 0, no waiver fails for want of a resource, and requirements name each feature that lacks."""
    assessment = _held(SHAPES[name](), run, tmp_path)
    lacks, idle = LACKS.get(name, (set(), set()))
    assert {waiver.id for waiver in assessment.waivers if not waiver.covers} == idle
    assert {entry.feature for entry in assessment.lacks} == lacks
    assert all(entry.requirements for entry in assessment.lacks), assessment.lacks
