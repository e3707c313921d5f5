"""The gated example, and all proofs run on it, once a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from landing_zone.cloudformation.assembly.load import load_assembly
from landing_zone.cloudformation.model import Assembly
from landing_zone.files.policies_folder import PolicySources
from landing_zone.gate.judge import Policies, load_policies
from landing_zone.gate.prove import carried_out
from landing_zone.proofs.load import load_proofs
from landing_zone.proofs.run_proofs import Outcome


@pytest.fixture(scope="session")
def policies(root: Path) -> Policies:
    """The project's own catalogue, waivers and proofs."""
    return load_policies(PolicySources(root / "policies"))


@pytest.fixture(scope="session")
def zone(gated: Path) -> Assembly:
    """The example zone's assembly, for which the gate's verdict is HELD."""
    return load_assembly(gated)


@pytest.fixture(scope="session")
def carried(root: Path, zone: Assembly, policies: Policies) -> dict[str, Sequence[Outcome]]:
    """The outcomes of each control's proofs, carried out as ``lz prove`` does."""
    proofs = load_proofs(root / "policies", policies.catalogue)
    done: dict[str, Sequence[Outcome]] = {}
    for some in carried_out(zone, proofs, policies, root / "policies", root):
        done.update(some)
    return done


@pytest.fixture(scope="session")
def outcomes(carried: dict[str, Sequence[Outcome]]) -> dict[tuple[str, int], Outcome]:
    """The outcome of each proof, by control and number."""
    return {(control, number): outcome for control, of in carried.items() for number, outcome in enumerate(of)}


@pytest.fixture(scope="session")
def unproven() -> dict[str, str]:
    """Rules and controls without a proof, each with the reason."""
    lines = (Path(__file__).parent / "unproven.txt").read_text(encoding="utf-8").splitlines()
    entries = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    assert len(entries) == len({rule for rule, _, _ in entries}), "a rule is listed twice"
    return {rule: reason.strip() for rule, _, reason in entries}
