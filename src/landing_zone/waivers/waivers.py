"""The waivers of a run, and the look-up of the waiver that covers a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from landing_zone.waivers.approval import Approval, Approvals
from landing_zone.waivers.model import Waiver
from landing_zone.waivers.pattern import covers, is_wild


@dataclass(frozen=True)
class Waivers:
    """Every waiver of a file.

    Args:
        entries: sorted by id; no two cover the same rule on the same resource.
        file: the file's name in reports, with ``/``.
        lines: waiver id to its line in the file, counted from 1.
        placed: waiver id to each rule and resource that it covers in the landing zone that is judged, for waivers
            that are written by what they mean (:func:`landing_zone.waivers.placed.placed`).
        approvals: of those that do not name their approver themselves.
    """

    entries: tuple[Waiver, ...] = ()
    file: str = "policies/waivers.yaml"
    lines: Mapping[str, int] = field(default_factory=dict)
    placed: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    approvals: Approvals = field(default_factory=Approvals)

    def approval(self, waiver: Waiver) -> Approval | None:
        """Return the organisation's approval of a waiver, its own or that of the approvals' file; else ``None``."""
        if waiver.approver and waiver.ticket:
            return Approval(waiver=waiver.id, approver=waiver.approver, ticket=waiver.ticket, approved=waiver.created)
        return self.approvals.by_waiver.get(waiver.id)

    def pairs(self, waiver: Waiver) -> tuple[tuple[str, str], ...]:
        """Return each exact rule that a waiver covers, with a resource or pattern on which it does."""
        if waiver.id in self.placed:
            return self.placed[waiver.id]
        return tuple(product(waiver.exact_rules, waiver.resources))

    @cached_property
    def _exact(self) -> dict[tuple[str, str], Waiver]:
        pairs = ((pair, waiver) for waiver in reversed(self.entries) for pair in self.pairs(waiver))
        return {pair: waiver for pair, waiver in pairs if not is_wild(pair[1])}

    @cached_property
    def _wild(self) -> dict[str, list[tuple[Waiver, str]]]:
        index: dict[str, list[tuple[Waiver, str]]] = {}
        for waiver in self.entries:
            for rule, resource in self.pairs(waiver):
                if is_wild(resource):
                    index.setdefault(rule, []).append((waiver, resource))
        return index

    def find(self, rule: str, resource: str) -> tuple[Waiver, str] | None:
        """Return the waiver that covers an exact rule on a resource, and its entry that names it; else ``None``."""
        if (exact := self._exact.get((rule, resource))) is not None:
            return exact, resource
        for waiver, pattern in self._wild.get(rule, ()):
            if covers(pattern, resource):
                return waiver, pattern
        return None

    def backs(self, rule: str, construct_path: str) -> bool:
        """Return whether a waiver covers an acknowledgement of this exact rule on exactly this construct.

        An acknowledgement applies to every construct below its own, and a waiver names one resource; so no waiver
        covers an acknowledgement on a parent.

        Args:
            rule: the qualified rule with its detail: ``AwsSolutions::AwsSolutions-IAM5[Resource::*]``.
            construct_path: of the construct with the acknowledgement.
        """
        return self.find(rule, construct_path) is not None

    def place(self, waiver: Waiver) -> str:
        """Return ``file:line`` of a waiver."""
        line = self.lines.get(waiver.id, 0)
        return f"{self.file}:{line}" if line else self.file
