"""The waivers of a run, and the look-up of the waiver that covers a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from landing_zone.waivers.model import Waiver
from landing_zone.waivers.pattern import covers


@dataclass(frozen=True)
class Waivers:
    """Every waiver of a file.

    Args:
        entries: sorted by id; no two cover the same rule on the same resource.
        file: the file's name in reports, with ``/``.
        lines: waiver id to its line in the file, counted from 1.
    """

    entries: tuple[Waiver, ...] = ()
    file: str = "policies/waivers.yaml"
    lines: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def _by_rule(self) -> dict[str, list[tuple[Waiver, str]]]:
        index: dict[str, list[tuple[Waiver, str]]] = {}
        for waiver in self.entries:
            for rule in waiver.exact_rules:
                index.setdefault(rule, []).extend((waiver, resource) for resource in waiver.resources)
        return index

    def find(self, rule: str, resource: str) -> tuple[Waiver, str] | None:
        """Return the waiver that covers an exact rule on a resource, and its entry that names it; else ``None``."""
        for waiver, pattern in self._by_rule.get(rule, ()):
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
