"""Carries out the proofs of controls on a synthesized zone, a few controls at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from landing_zone.cloudformation.model import Assembly
from landing_zone.engines.cdk_nag.engine import Nag
from landing_zone.engines.checkov.engine import Checkov
from landing_zone.engines.session import CHECKS_FOLDER, Engines
from landing_zone.gate.judge import Policies, find_unwaived, zone_of
from landing_zone.proofs.current_digests import CurrentDigests
from landing_zone.proofs.model import ControlProofs
from landing_zone.proofs.record import ControlSeen, ProofSeen
from landing_zone.proofs.run_proofs import Outcome, run_proofs
from landing_zone.proofs.wording import describe
from landing_zone.waivers.placed import placed
from landing_zone.waivers.security_hub import switched_off

AT_ONCE = 12
"""Controls between two steps: enough to keep the engines at work, few enough to lose little when it is stopped."""


def carried_out(
    assembly: Assembly, proofs: Mapping[str, ControlProofs], policies: Policies, folder: Path, root: Path
) -> Iterator[Mapping[str, Sequence[Outcome]]]:
    """Carry out proofs, and yield the outcomes of some controls at a time.

    Args:
        assembly: of the landing zone; it is not changed.
        proofs: control to its proofs.
        policies: catalogue and waivers: a failure that a waiver would cover shows nothing.
        folder: the policies' folder, with our own checks.
        root: the folder that has the cache of the engines' results.

    Raises:
        BrokenEngineError: an engine broke.
    """
    off = switched_off(policies.security_hub)
    waivers = placed(policies.waivers, zone_of(assembly))
    names = list(proofs)
    with Engines(root, engines=(Nag(), Checkov(folder / CHECKS_FOLDER))) as engines:
        for start in range(0, len(names), AT_ONCE):
            some = names[start : start + AT_ONCE]
            outcomes = run_proofs(
                assembly,
                [proofs[name] for name in some],
                policies.catalogue.controls,
                partial(find_unwaived, engines=engines, world=policies.catalogue.closed_world),
                waivers.backs,
                off,
                tuple(policies.catalogue.deliveries.values()),
                policies.catalogue.escalations,
            )
            yield {name: [outcome for outcome in outcomes if outcome.control == name] for name in some}


def entry_of(
    proofs: ControlProofs, outcomes: Sequence[Outcome], policies: Policies, now: CurrentDigests
) -> ControlSeen | None:
    """Return what is recorded of a control's proofs: those that held; ``None`` when none did.

    Args:
        proofs: of the control.
        outcomes: one for each of them, in their order.
        policies: whose day is recorded.
        now: the digests of what they were carried out with.
    """
    held = tuple(
        ProofSeen(proof=number, breaks=describe(outcome.proof), seen=tuple(sorted(outcome.proof.fails)))
        for number, outcome in enumerate(outcomes, 1)
        if not outcome.faults
    )
    if not held:
        return None
    return ControlSeen(
        control=proofs.control,
        carried_out=policies.as_of,
        control_file=now.control(proofs.control),
        proofs_file=now.proofs(proofs.control),
        engines=now.engines_of(set(proofs.rules())),
        proofs=held,
    ).sealed()
