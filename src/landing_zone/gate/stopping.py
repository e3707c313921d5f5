"""Which rules stop: what they find makes the verdict not held. All others are advice, shown and counted.

A rule stops when a control that is in scope names it, when the configuration says so, when it is an error of cfn-lint,
a contract of delivery, or the gate's own. So does an id that is not of a known rule: an engine reports that it broke,
or a user has own checks.
Rules that ask the same stop together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cached_property

from landing_zone.catalogue.control import Control
from landing_zone.catalogue.load import Catalogue
from landing_zone.findings.finding import Finding, Status
from landing_zone.gate.known_rules import EVERY, KnownRules

NOT_NAMED = "no control names it"


class Stopping:
    """The rules that stop, for one verdict.

    Args:
        catalogue: its controls name rules.
        frameworks: ids of those in scope. A control is in scope when a requirement of these is mapped to it, or none
            of any framework: then it is about resilience.
        known: the rules that exist.
        chosen: rules, and engines as ``checkov::*``, that the configuration wants to stop.
    """

    def __init__(
        self, catalogue: Catalogue, frameworks: Collection[str], known: KnownRules, chosen: Collection[str] = ()
    ) -> None:
        self._catalogue = catalogue
        self._frameworks = frozenset(frameworks)
        self._known = known
        self._chosen = frozenset(chosen)
        self._answers: dict[str, str] = {}

    def advice(self, rule: str) -> str:
        """Return why a rule, without its detail, does not stop; "" when it stops."""
        if rule not in self._answers:
            self._answers[rule] = self._advice(rule)
        return self._answers[rule]

    def after(self, findings: Iterable[Finding]) -> Callable[[str], str]:
        """Return :meth:`advice` for one run: a rule whose engine broke on a whole template stops, whatever it asks."""
        broken = {
            finding.rule
            for finding in findings
            if finding.status is Status.UNDETERMINED and not finding.logical_id and finding.engine != "assertion"
        }
        return lambda rule: "" if rule in broken else self.advice(rule)

    def _advice(self, rule: str) -> str:
        engine, _, name = rule.partition("::")
        family = self._known.is_family(rule)
        always = engine in ("deliveries", "escalation", "gate") or (engine == "cfn-lint" and name.startswith("E"))
        if always or not (family or self._known(rule)):
            return ""
        if family and any(one.startswith(rule) for one in self._chosen):
            return ""
        same = self._known.same.get(rule, (rule,))
        if not self._chosen.isdisjoint({*same, *(f"{one.partition('::')[0]}{EVERY}" for one in same)}):
            return ""
        controls = [control for one in same for control in self._catalogue.controls_of_rule(one)]
        if not controls:
            return NOT_NAMED
        if any(control.id in self._in_scope for control in controls):
            return ""
        others = sorted({mapping.framework for control in controls for mapping in control.requirements})
        return f"only controls of frameworks out of scope name it: {', '.join(others)}"

    @cached_property
    def _in_scope(self) -> frozenset[str]:
        return frozenset(control.id for control in self._catalogue.controls.values() if self._applies(control))

    def _applies(self, control: Control) -> bool:
        return not control.requirements or any(m.framework in self._frameworks for m in control.requirements)
