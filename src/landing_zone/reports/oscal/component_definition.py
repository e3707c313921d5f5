"""The component definition: which requirement each building block helps to meet, and how far."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from landing_zone.assessment.model import ControlEntry, MappingEntry
from landing_zone.reports.oscal import names
from landing_zone.reports.oscal.parts import filled, markup, markup_line, prop, uid
from landing_zone.reports.oscal.source import OscalSource, component_uid

Answers = dict[str, list[tuple[ControlEntry, MappingEntry]]]
"""A requirement to the controls of ours that answer it."""


def build(source: OscalSource) -> dict[str, Any]:
    """Return a component for each building block, and one for what the zone's stacks do without any."""
    by_component: dict[str, list[ControlEntry]] = defaultdict(list)
    for control in source.assessment.controls:
        for block in control.provided_by or ("",):
            by_component[block].append(control)
    return {
        "uuid": uid("component-definition", source.assessment.organisation),
        "metadata": source.metadata(f"Building blocks of the {source.system_name}"),
        **filled(components=[_component(source, name, by_component[name]) for name in sorted(by_component)]),
    }


def title(block: str) -> str:
    """Return what a component is called; "" is the zone itself."""
    return markup_line(block or "Stacks of the landing zone")


def description(block: str) -> str:
    """Return what a component is."""
    if block:
        return "A building block of the landing zone: a CDK construct, secure by default."
    return "What the stacks of the landing zone declare without a building block."


def _component(source: OscalSource, block: str, controls: list[ControlEntry]) -> dict[str, Any]:
    return {
        "uuid": component_uid(block),
        "type": "software",
        "title": title(block),
        "description": description(block),
        **filled(control_implementations=_implementations(source, block, controls)),
    }


def _implementations(source: OscalSource, block: str, controls: list[ControlEntry]) -> list[dict[str, Any]]:
    by_framework: dict[str, Answers] = defaultdict(lambda: defaultdict(list))
    for control in controls:
        for mapping in control.requirements:
            if (mapping.framework, mapping.requirement) in source.controls:
                by_framework[mapping.framework][mapping.requirement].append((control, mapping))
    return [
        {
            "uuid": uid("control-implementation", block, framework),
            "source": names.catalog(framework),
            "description": f"What it contributes to {framework}.",
            "implemented-requirements": [
                _requirement(source.controls[framework, requirement], block, answers)
                for requirement, answers in by_framework[framework].items()
            ],
        }
        for framework in sorted(by_framework)
    ]


def _requirement(id_: str, block: str, answers: list[tuple[ControlEntry, MappingEntry]]) -> dict[str, Any]:
    missing = "\n\n".join(f"Not by {c.id}: {m.missing}" for c, m in answers if m.missing)
    return {
        "uuid": uid("implemented-requirement", block, id_),
        "control-id": id_,
        "description": markup("\n\n".join(f"{c.title}. {c.statement}" for c, _ in answers)),
        "props": [p for c, m in answers for p in _props(c, m)],
        **filled(remarks=markup(missing)),
    }


def _props(control: ControlEntry, mapping: MappingEntry) -> list[dict[str, Any]]:
    found = prop("control", control.id) + prop("coverage", mapping.coverage) + prop("basis", mapping.basis)
    return [p | {"group": f"_{control.id}"} for p in found]
