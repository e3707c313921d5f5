"""Runs all proofs at once: each change is made in memory, and judged by assertions and engines before and after."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from landing_zone.assertions.decide import decide
from landing_zone.assertions.evaluate import evaluate
from landing_zone.catalogue.control import Control
from landing_zone.catalogue.delivery import RULE as DELIVERIES
from landing_zone.catalogue.delivery import Delivery
from landing_zone.catalogue.escalation import RULE as ESCALATION
from landing_zone.catalogue.escalation import Escalations
from landing_zone.cloudformation.model import Assembly, Template
from landing_zone.deliveries.evaluate import evaluate_deliveries
from landing_zone.errors import UserError
from landing_zone.escalation.evaluate import evaluate_escalations
from landing_zone.findings.finding import Finding
from landing_zone.proofs.model import ControlProofs, Proof
from landing_zone.proofs.mutate import Mutation, mutate
from landing_zone.proofs.outcome import Waived, faults, newly_failing

_WHOLE = ("assertion::", DELIVERIES, ESCALATION)
"""Rules that are judged on the whole assembly."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one proof.

    Args:
        control: the control's id.
        proof: the proof that was run.
        faults: how the checks differ from what it promises; empty when it holds.
        failures: the new findings after the changes, of the control's rules.
        mutation: the assembly before and after; ``None`` when the changes cannot be made.
    """

    control: str
    proof: Proof
    faults: tuple[str, ...]
    failures: tuple[Finding, ...]
    mutation: Mutation | None


def run_proofs(
    assembly: Assembly,
    proofs: Iterable[ControlProofs],
    controls: Mapping[str, Control],
    judge: Callable[[Assembly], Iterable[Finding]],
    waived: Waived,
    switched_off: Collection[str] = (),
    contracts: Collection[Delivery] = (),
    escalations: Escalations | None = None,
) -> list[Outcome]:
    """Run proofs.

    Engines judge the changed templates alone, before and after the change; assertions and contracts of delivery judge
    the whole assembly.

    Args:
        assembly: of the landing zone; it is not changed.
        proofs: as loaded.
        controls: by id; each that the proofs name.
        judge: returns the findings of engines and bypass checks; it is called once, with every template.
        waived: whether a waiver covers a failure.
        switched_off: ids of the controls of Security Hub that waivers switch off.
        contracts: of delivery; those that the controls name are asked.
        escalations: the ways to more rights; asked for proofs that name their rules.

    Returns:
        One outcome for each proof, in the order given.

    Raises:
        BrokenEngineError: an engine broke.
    """
    steps = [_begun(assembly, of_control.control, proof) for of_control in proofs for proof in of_control.proofs]
    by_engine = [s for s in steps if s.mutation and any(not r.startswith(_WHOLE) for r in s.proof.fails)]
    before, after = _judged(assembly, by_engine, judge)
    return [
        _ended(
            step,
            controls[step.control],
            contracts,
            escalations,
            before.get(id(step), ()),
            after.get(id(step), ()),
            waived,
            switched_off,
        )
        for step in steps
    ]


def _begun(assembly: Assembly, control: str, proof: Proof) -> Outcome:
    try:
        return Outcome(control, proof, (), (), mutate(assembly, proof))
    except UserError as error:
        return Outcome(control, proof, (str(error),), (), None)


def _judged(
    assembly: Assembly, steps: list[Outcome], judge: Callable[[Assembly], Iterable[Finding]]
) -> tuple[dict[int, tuple[Finding, ...]], dict[int, tuple[Finding, ...]]]:
    """Judge the changed templates of all steps, before and after; by the step's identity."""
    names: dict[str, tuple[int, str, str]] = {}
    templates: list[Template] = []
    for number, step in enumerate(steps):
        assert step.mutation is not None  # noqa: S101 - the caller has checked
        for side, whole in (("before", step.mutation.before), ("after", step.mutation.after)):
            for template in whole.templates:
                if template.name in step.mutation.stacks:
                    name = f"{number:04}/{side}/{template.name}"
                    names[name] = (id(step), side, template.name)
                    templates.append(replace(template, name=name))
    found: dict[str, dict[int, tuple[Finding, ...]]] = {"before": {}, "after": {}}
    if templates:
        # A path with no manifest: acknowledgements belong to the assembly on disk, and not to these templates.
        nowhere = assembly.path / "proofs"
        for finding in judge(Assembly(nowhere, tuple(templates), None)):
            step_id, side, stack = names[finding.stack]
            found[side][step_id] = (*found[side].get(step_id, ()), replace(finding, stack=stack))
    return found["before"], found["after"]


def _ended(
    step: Outcome,
    control: Control,
    contracts: Collection[Delivery],
    escalations: Escalations | None,
    before: tuple[Finding, ...],
    after: tuple[Finding, ...],
    waived: Waived,
    switched_off: Collection[str],
) -> Outcome:
    if step.mutation is None:
        return step
    rules = set(control.all_rules)
    ways = escalations if any(rule.startswith(ESCALATION) for rule in step.proof.fails) else None
    named = [contract for contract in contracts if contract.rule in step.proof.fails]
    old, new = (
        [
            f
            for f in decide(
                (
                    *found,
                    *evaluate(assembly, [control], switched_off).findings,
                    *(evaluate_deliveries(assembly, named).findings if named else ()),
                    *(evaluate_escalations(assembly, ways) if ways else ()),
                ),
                [control],
            )
            if f.rule in rules
        ]
        for found, assembly in ((before, step.mutation.before), (after, step.mutation.after))
    )
    return replace(
        step,
        faults=tuple(faults(step.proof, step.mutation, old, new, waived)),
        failures=newly_failing(old, new),
    )
