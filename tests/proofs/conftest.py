"""The gated example, and all proofs run on it, once a run."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.model import Assembly
from landing_zone.engines.cdk_nag.engine import Nag
from landing_zone.engines.checkov.engine import Checkov
from landing_zone.engines.session import CHECKS_FOLDER, Engines
from landing_zone.files.policies_folder import PolicySources
from landing_zone.gate.judge import Policies, find_unwaived, load_policies
from landing_zone.proofs.load import load_proofs
from landing_zone.proofs.run_proofs import Outcome, run_proofs
from landing_zone.waivers.security_hub import switched_off


@pytest.fixture(scope="session")
def policies(root: Path) -> Policies:
    """The project's own catalogue, waivers and proofs."""
    return load_policies(PolicySources(root / "policies"))


@pytest.fixture(scope="session")
def zone(gated: Path) -> Assembly:
    """The example zone's assembly, for which the gate's verdict is HELD."""
    return load_assembly(gated)


@pytest.fixture(scope="session")
def outcomes(root: Path, zone: Assembly, policies: Policies) -> dict[tuple[str, int], Outcome]:
    """The outcome of each proof, by control and number: all at once, so that engines start once."""
    proofs = load_proofs(root / "policies", policies.catalogue)
    with Engines(root, engines=(Nag(), Checkov(root / "policies" / CHECKS_FOLDER))) as engines:
        done = run_proofs(
            zone,
            proofs.values(),
            policies.catalogue.controls,
            partial(find_unwaived, engines=engines),
            policies.waivers.backs,
            switched_off(policies.security_hub),
        )
    numbered = [(control, number) for control, of in proofs.items() for number in range(len(of.proofs))]
    return dict(zip(numbered, done, strict=True))


@pytest.fixture(scope="session")
def unproven() -> dict[str, str]:
    """Rules and controls without a proof, each with the reason."""
    lines = (Path(__file__).parent / "unproven.txt").read_text(encoding="utf-8").splitlines()
    entries = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    assert len(entries) == len({rule for rule, _, _ in entries}), "a rule is listed twice"
    return {rule: reason.strip() for rule, _, reason in entries}
