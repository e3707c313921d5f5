"""Judges mutants: each in its assembly, by the least that can notice it."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from landing_zone.assertions.decide import decide
from landing_zone.assertions.evaluate import evaluate
from landing_zone.cloudformation.model import Assembly, Template
from landing_zone.deliveries.evaluate import evaluate_deliveries
from landing_zone.engines.cdk_nag.engine import Nag
from landing_zone.engines.cfn_lint.engine import CfnLint
from landing_zone.engines.checkov.engine import Checkov
from landing_zone.engines.session import CHECKS_FOLDER, Engines
from landing_zone.engines.worker_pool import WorkerPool
from landing_zone.escalation.evaluate import evaluate_escalations
from landing_zone.findings.finding import Finding, Status
from landing_zone.gate.bypass_checks import find_bypasses
from landing_zone.gate.judge import Policies, why_it_does_not_stop, zone_of
from landing_zone.proofs.mutants.apply import applied, cut_down, with_template
from landing_zone.proofs.mutants.model import Mutant
from landing_zone.proofs.mutants.outcome import MutantOutcome, MutantVerdict
from landing_zone.proofs.mutants.reading import Reading
from landing_zone.waivers.placed import placed
from landing_zone.waivers.security_hub import switched_off

BREAKS = "the gate breaks: "
"""How the rule begins that means an exception."""
CLOSED_WORLD = "closed-world"
"""The control that fails whatever is not known: what it alone kills is counted as alive, since no control reads it."""


class MutantJudge:
    """Judges mutants of one assembly.

    Args:
        assembly: of a landing zone; its verdict is HELD.
        policies: what it is judged by.
        folder: the policies' folder.
        root: the folder with the cache of the engines' results.
    """

    def __init__(self, assembly: Assembly, policies: Policies, folder: Path, root: Path) -> None:
        self._assembly = replace(assembly, path=assembly.path / "mutants")
        self._policies = policies
        self._controls = list(policies.catalogue.controls.values())
        zone = zone_of(assembly)
        self._off = switched_off(policies.security_hub)
        self._waived = placed(policies.waivers, zone).backs
        self._why = why_it_does_not_stop(policies, zone, ())
        self._templates = {one.name: one for one in assembly.templates}
        pool = lambda engine: WorkerPool(engine, 1)  # noqa: E731
        self._engines = Engines(root, engines=(Nag(), Checkov(folder / CHECKS_FOLDER)), pool=pool)
        self._judged_types = {one.resource_type for one in self._engines.judge(assembly).findings}
        self._lint = Engines(root, engines=(CfnLint(),), pool=pool)
        self._asserted = evaluate(assembly, self._controls, self._off).findings
        self._delivered = evaluate_deliveries(assembly, policies.catalogue.deliveries.values()).findings
        self._escalated = self._escalations(assembly)
        self._reading = Reading(policies.catalogue)
        # All this lives to the end: the collector of garbage need not visit it for each mutant.
        gc.freeze()

    def close(self) -> None:
        """Stop the engines."""
        self._engines.close()
        self._lint.close()

    def judged(self, mutants: Sequence[Mutant]) -> list[MutantVerdict]:
        """Judge some mutants, in their order: by assertions, then those that live by engines, then by the evaluator.

        Raises:
            BrokenEngineError: an engine broke.
        """
        changed = {one.id: applied(self._templates[one.stack], one) for one in mutants}
        found: dict[str, MutantVerdict] = {}
        asserted: dict[str, tuple[list[Finding], list[Finding]]] = {}
        for mutant in mutants:
            with _noting(found, mutant):
                asserted[mutant.id] = self._assert(mutant, changed[mutant.id])
                self._note(found, mutant, *asserted[mutant.id])
        alive = [one for one in mutants if one.id not in found]
        for mutant, before, after in self._by_engines(self._engines, alive, changed, bypasses=True):
            was, now = asserted[mutant.id]
            self._note(found, mutant, [*was, *before], [*now, *after])
        for mutant in (one for one in mutants if one.id not in found):
            with _noting(found, mutant):
                self._note(found, mutant, *self._evaluate(mutant, changed[mutant.id]))
        alive = [one for one in mutants if one.id not in found]
        for mutant, before, after in self._by_engines(self._lint, alive, changed):
            self._note(found, mutant, before, after)
        return [found.get(one.id, MutantVerdict(MutantOutcome.SURVIVED)) for one in mutants]

    def _escalations(self, assembly: Assembly) -> list[Finding]:
        ways = self._policies.catalogue.escalations
        return evaluate_escalations(assembly, ways) if ways else []

    def _evaluate(self, mutant: Mutant, changed: Template) -> tuple[list[Finding], list[Finding]]:
        """Ask the contracts of delivery and the ways to more rights that can notice the change."""
        whole = with_template(self._assembly, changed)
        contracts, ways = self._reading.contracts(mutant), self._reading.asks_escalations(mutant)
        rules = {one.rule for one in contracts}
        before = [one for one in self._delivered if one.rule in rules]
        after = list(evaluate_deliveries(whole, contracts).findings) if contracts else []
        if ways:
            before += self._escalated
            after += self._escalations(whole)
        return before, after

    def _assert(self, mutant: Mutant, changed: Template) -> tuple[list[Finding], list[Finding]]:
        whole = with_template(self._assembly, changed)
        reading = self._reading.controls(mutant)
        rules = {control.assertion_rule(one) for control in reading for one in control.assertions}
        now = list(evaluate(whole, reading, self._off).findings)
        return [one for one in self._asserted if one.rule in rules], now

    def _by_engines(
        self, engines: Engines, mutants: Sequence[Mutant], changed: Mapping[str, Template], *, bypasses: bool = False
    ) -> Iterable[tuple[Mutant, list[Finding], list[Finding]]]:
        sides: dict[str, tuple[str, int, str]] = {}
        templates: list[Template] = []
        for mutant in mutants:
            pair = cut_down(self._templates[mutant.stack], mutant, changed[mutant.id])
            known = not mutant.added and mutant.path != "@Metadata"
            if bypasses and known and self._judged_types.isdisjoint(_types_in(pair)):
                continue  # neither cdk-nag nor checkov has a rule about it, or about what it is tied to
            for side, template in enumerate(pair):
                name = f"{mutant.id}/{side}"
                sides[name] = (mutant.id, side, mutant.stack)
                templates.append(replace(template, name=name))
        found: dict[str, tuple[list[Finding], list[Finding]]] = {one.id: ([], []) for one in mutants}
        if templates:
            nowhere = Assembly(self._assembly.path, tuple(sorted(templates, key=lambda one: one.name)), None)
            findings = list(engines.judge(nowhere).findings)
            if bypasses:
                findings += find_bypasses(nowhere, lambda _rule, _path: False)
            for one in findings:
                id_, side, stack = sides[one.stack]
                found[id_][side].append(replace(one, stack=stack))
        return [(one, *found[one.id]) for one in mutants]

    def _note(
        self, found: dict[str, MutantVerdict], mutant: Mutant, before: Iterable[Finding], after: Iterable[Finding]
    ) -> None:
        was = {_key(one): one.status for one in decide(before, self._controls)}
        new = [
            one
            for one in decide(after, self._controls)
            if one.status in (Status.FAIL, Status.UNDETERMINED)
            and was.get(_key(one)) not in (Status.FAIL, one.status)
            and not self._why(one.rule)
            and self._named(one.rule) != [CLOSED_WORLD]
            and not self._waived(one.rule_with_detail, one.construct_path)
        ]
        failed = [one for one in new if one.status is Status.FAIL]
        named = [one for one in failed if self._named(one.rule)]
        for outcome, these in (
            (MutantOutcome.BY_CONTROL, named),
            (MutantOutcome.OTHERWISE, failed),
            (MutantOutcome.UNDETERMINED, new),
        ):
            if these:
                rules = sorted({one.rule for one in these})
                controls = sorted({control for rule in rules for control in self._named(rule)})
                found[mutant.id] = MutantVerdict(outcome, tuple(rules), tuple(controls))
                return

    def _named(self, rule: str) -> list[str]:
        return [control.id for control in self._policies.catalogue.controls_of_rule(rule)]


@contextmanager
def _noting(found: dict[str, MutantVerdict], mutant: Mutant) -> Iterator[None]:
    """Note that the gate breaks at a mutant: the verdict does not hold then, and the record names it to be repaired."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever it is, the other mutants are judged
        found[mutant.id] = MutantVerdict(MutantOutcome.OTHERWISE, (f"{BREAKS}{type(error).__name__}: {error}",))


def _types_in(templates: Iterable[Template]) -> set[str]:
    return {resource.type for template in templates for resource in template.resources.values()}


def _key(finding: Finding) -> tuple[str, str, str, str, str]:
    return finding.rule, finding.stack, finding.logical_id, finding.environment, finding.detail
