"""The values that templates of one assembly export, by environment and name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from landing_zone.cloudformation.model import Template


def exported(
    templates: Iterable[Template],
    resolve: Callable[[Template, Any], Any],
    left_out: Callable[[Template, Mapping[str, Any]], bool],
) -> dict[tuple[str, str], tuple[Template, Any] | None]:
    """Return the exports: environment and name to template and value as written; ``None`` where several have one name.

    Args:
        templates: of the assembly.
        resolve: resolves a value of a template.
        left_out: whether an output's condition is false.
    """
    found: dict[tuple[str, str], tuple[Template, Any] | None] = {}
    for template in templates:
        outputs = template.body.get("Outputs")
        for output in outputs.values() if isinstance(outputs, Mapping) else ():
            export = output.get("Export") if isinstance(output, Mapping) else None
            if not isinstance(export, Mapping) or "Value" not in output or left_out(template, output):
                continue
            name = resolve(template, export.get("Name"))
            if isinstance(name, str):
                key = (template.environment, name)
                found[key] = None if key in found else (template, output["Value"])
    return found
