"""The assessment plan: what every synth checks, by which engine, for which requirement."""

from __future__ import annotations

from typing import Any

from landing_zone.assessment.model import ControlEntry
from landing_zone.reports.oscal import names
from landing_zone.reports.oscal.parts import filled, markup, markup_line, prop, uid
from landing_zone.reports.oscal.source import OscalSource

_EVERY_RESOURCE = {"type": "inventory-item", "include-all": {}}


def build(source: OscalSource) -> dict[str, Any]:
    """Return the plan: an activity for each of our controls, a step for each of its checks."""
    activities = [_activity(source, control) for control in source.assessment.controls]
    return {
        "uuid": uid("assessment-plan", source.assessment.organisation),
        "metadata": source.metadata(f"Assessment plan of the {source.system_name}"),
        "import-ssp": {"href": names.PLAN},
        **filled(local_definitions=filled(activities=activities) or None),
        "reviewed-controls": source.reviewed_controls(),
        "assessment-subjects": [_EVERY_RESOURCE],
        **filled(assessment_assets=_assets(source)),
        "tasks": [
            {
                "uuid": uid("task", "synth"),
                "type": "action",
                "title": "Synthesize and judge",
                "description": "Each cdk synth, diff and deploy judges all templates, and stops at a broken control.",
                **filled(
                    associated_activities=[
                        {"activity-uuid": activity["uuid"], "subjects": [_EVERY_RESOURCE]} for activity in activities
                    ]
                ),
            }
        ],
    }


def _activity(source: OscalSource, control: ControlEntry) -> dict[str, Any]:
    rules = {a.rule: a.description for a in control.assertions}
    for rule in control.rules:
        check = source.view.checks.get(rule)
        rules.setdefault(rule, source.view.title_of(check) if check else "")
    answered = dict.fromkeys(
        source.controls[m.framework, m.requirement]
        for m in control.requirements
        if (m.framework, m.requirement) in source.controls
    )
    related = [{"control-id": id_} for id_ in answered]
    return {
        "uuid": uid("activity", control.id),
        "title": markup_line(control.title),
        "description": markup(control.manual or control.statement) or "Nothing is said.",
        "props": [{"name": "method", "value": "EXAMINE" if control.manual else "TEST"}, *prop("control", control.id)],
        **filled(
            steps=[
                {
                    "uuid": uid("step", control.id, rule),
                    "title": markup_line(rule),
                    "description": markup(text) or "The engine gives no title.",
                }
                for rule, text in rules.items()
            ],
            related_controls={"control-selections": [{"include-controls": related}]} if related else None,
        ),
    }


def _assets(source: OscalSource) -> dict[str, Any] | None:
    engines = source.assessment.engines
    if not engines:
        return None
    return {
        "components": [
            {
                "uuid": uid("engine", engine.name),
                "type": "software",
                "title": markup_line(engine.name),
                "description": "An engine that judges templates.",
                "props": [
                    *([{"name": "version", "value": engine.version}] if engine.version else prop("version", "-")),
                    *prop("results", engine.how),
                ],
                "status": {"state": "operational"},
            }
            for engine in engines
        ],
        "assessment-platforms": [
            {
                "uuid": uid("platform"),
                "title": "The gates of the synth",
                "uses-components": [{"component-uuid": uid("engine", engine.name)} for engine in engines],
            }
        ],
    }
