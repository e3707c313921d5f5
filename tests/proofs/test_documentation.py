"""The guide's examples are run, and have the guide's results."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest
import yaml

from landing_zone.cloudformation.model import Assembly
from landing_zone.engines.cdk_nag.engine import Nag
from landing_zone.engines.checkov.engine import Checkov
from landing_zone.engines.session import CHECKS_FOLDER, Engines
from landing_zone.gate.judge import Policies, find_unwaived
from landing_zone.proofs.model import Change, ControlProofs
from landing_zone.proofs.run_proofs import run_proofs

GUIDE = Path(__file__).parents[2] / "docs" / "proofs.md"
TEXT = GUIDE.read_text(encoding="utf-8")
EXAMPLES = [
    ControlProofs.model_validate(yaml.safe_load(text))
    for text in re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
]


def test_the_guide_has_examples_and_every_key() -> None:
    """No example is lost by a mistake in the markup, and every key of a change is documented."""
    assert len(EXAMPLES) == TEXT.count("```yaml") >= 3
    assert [key for key in Change.model_fields if f"| `{key}` |" not in TEXT] == []


def test_each_example_is_a_proof(root: Path, zone: Assembly, policies: Policies) -> None:
    """Its rules pass before the change, and fail after it."""
    with Engines(root, engines=(Nag(), Checkov(root / "policies" / CHECKS_FOLDER))) as engines:
        outcomes = run_proofs(
            zone, EXAMPLES, policies.catalogue.controls, partial(find_unwaived, engines=engines), policies.waivers.backs
        )

    assert [(outcome.control, fault) for outcome in outcomes for fault in outcome.faults] == []


def test_an_example_that_breaks_nothing_is_detected(root: Path, zone: Assembly, policies: Policies) -> None:
    """The guide's first change, made harmless, is not a proof: each of its rules is named."""
    first = EXAMPLES[0].model_copy(deep=True)
    harmless = first.proofs[0].change[0].model_copy(update={"set": {"EnableKeyRotation": True}})
    broken = first.model_copy(update={"proofs": (first.proofs[0].model_copy(update={"change": (harmless,)}),)})

    with Engines(root, engines=(Nag(), Checkov(root / "policies" / CHECKS_FOLDER))) as engines:
        (outcome,) = run_proofs(
            zone, [broken], policies.catalogue.controls, partial(find_unwaived, engines=engines), policies.waivers.backs
        )

    assert outcome.faults == tuple(f"{rule} does not fail" for rule in first.proofs[0].fails)


@pytest.mark.parametrize("rule", ["assertion::kms-rotation.rotation-on", "checkov::CKV_AWS_7"])
def test_a_failure_elsewhere_is_detected(rule: str, root: Path, zone: Assembly, policies: Policies) -> None:
    """A proof with a wrong place of the failure does not hold."""
    proof = EXAMPLES[0].proofs[0].model_copy(update={"at": "Nowhere/*", "fails": (rule,)})

    with Engines(root, engines=(Nag(), Checkov(root / "policies" / CHECKS_FOLDER))) as engines:
        (outcome,) = run_proofs(
            zone,
            [EXAMPLES[0].model_copy(update={"proofs": (proof,)})],
            policies.catalogue.controls,
            partial(find_unwaived, engines=engines),
            policies.waivers.backs,
        )

    assert len(outcome.faults) == 1
    assert "fails elsewhere" in outcome.faults[0]
