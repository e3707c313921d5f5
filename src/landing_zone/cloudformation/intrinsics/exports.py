"""The values that templates of one assembly export to each other, by environment and name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from landing_zone.cloudformation.model import Assembly, Template

Exported = tuple[Template, Any]
"""The template that exports a value, and the value as written."""


class Exports:
    """Finds what a template imports; collected at the first question.

    Args:
        assembly: the templates; loose ones import nothing from each other.
        resolve: resolves a value of a template.
        left_out: whether an output's condition is false.
    """

    def __init__(
        self,
        assembly: Assembly,
        resolve: Callable[[Template, Any], Any],
        left_out: Callable[[Template, Mapping[str, Any]], bool],
    ) -> None:
        self._assembly = assembly
        self._resolve = resolve
        self._left_out = left_out
        self._place = attrgetter("name" if assembly.loose else "environment")  # where a name is unique
        self._found: dict[tuple[str, str], Exported | None] | None = None

    def seen_by(self, template: Template, name: str) -> Exported | None:
        """Return what a template imports under a name; ``None`` where no template here exports it, or several do."""
        if template.of_stack_set:  # it imports elsewhere
            return None
        if self._found is None:
            self._found = {}  # a name that needs an import itself is none
            self._found = self._collected()
        return self._found.get((self._place(template), name))

    def _collected(self) -> dict[tuple[str, str], Exported | None]:
        found: dict[tuple[str, str], Exported | None] = {}
        for template in self._assembly.templates:
            outputs = template.body.get("Outputs")
            if template.of_stack_set or not isinstance(outputs, Mapping):  # the former exports elsewhere
                continue
            for output in outputs.values():
                export = output.get("Export") if isinstance(output, Mapping) else None
                if not isinstance(export, Mapping) or "Value" not in output or self._left_out(template, output):
                    continue
                name = self._resolve(template, export.get("Name"))
                if isinstance(name, str):
                    key = (self._place(template), name)
                    found[key] = None if key in found else (template, output["Value"])
        return found
