"""The system security plan: the zone, its inventory, and what it does for each requirement."""

from __future__ import annotations

from typing import Any

from landing_zone.assessment.model import RequirementEntry, RequirementStatus
from landing_zone.reports.oscal import names
from landing_zone.reports.oscal.component_definition import description, title
from landing_zone.reports.oscal.parts import filled, markup, markup_line, prop, uid
from landing_zone.reports.oscal.source import OscalSource, component_uid
from landing_zone.reports.stage_words import stage_words, verdict_words

THIS_SYSTEM = uid("this-system")
AWS = uid("aws")

_STATE = {
    RequirementStatus.PROVEN: "implemented",
    RequirementStatus.CHECKED: "implemented",
    RequirementStatus.INHERITED: "implemented",
    RequirementStatus.PARTLY_MET: "partial",
    RequirementStatus.WAIVED: "partial",
    RequirementStatus.NOT_MET: "not-implemented",
    RequirementStatus.ORGANISATIONAL: "organisational",
    RequirementStatus.RUN_TIME_ONLY: "evidenced-at-run-time",
    RequirementStatus.NOT_APPLICABLE: "not-applicable",
    RequirementStatus.SUPERSEDED: "not-applicable",
}
"""OSCAL allows further states beside its five: none of the five fits what people do, or what only run time shows."""


def build(source: OscalSource) -> dict[str, Any]:
    """Return the plan: a statement for each requirement, also for those that AWS or the organisation meets."""
    return {
        "uuid": uid("system-security-plan", source.assessment.organisation),
        "metadata": source.metadata(f"System security plan of the {source.system_name}"),
        "import-profile": {"href": names.PROFILE},
        "system-characteristics": _characteristics(source),
        "system-implementation": {
            "components": _components(source),
            **filled(inventory_items=_inventory(source)),
        },
        "control-implementation": {
            "description": "What the landing zone, AWS and the organisation do for each requirement in scope.",
            "implemented-requirements": [
                _requirement(source, requirement, id_) for _, requirement, id_ in source.requirements()
            ],
        },
    }


def _characteristics(source: OscalSource) -> dict[str, Any]:
    environments = [f"{e.name} ({e.role}, {e.scope}, {e.stage})" for e in source.assessment.environments]
    return {
        "system-ids": [{"identifier-type": "http://ietf.org/rfc/rfc4122", "id": source.system_id}],
        "system-name": source.system_name,
        "description": "An AWS landing zone, described from the templates that a synth of its code gave.",
        "system-information": {
            "information-types": [
                {
                    "uuid": uid("information-type", framework.id),
                    "title": markup_line(f"Data in the scope of {framework.title}"),
                    "description": "The organisation says which data these are, and what harm their loss would do.",
                }
                for framework in source.assessment.frameworks
            ]
        },
        "status": {
            "state": "other",
            "remarks": markup(
                f"Verdict: {verdict_words(source.assessment)}. "
                + " ".join(f"{one.name}: {one.verdict}. {one.sentence}" for one in stage_words(source.assessment))
                + "".join(f" Not in this shape: {entry.what}." for entry in source.assessment.lacks)
            ),
        },
        "authorization-boundary": {
            "description": markup("Accounts and Regions: " + "; ".join(environments)) if environments else "Not known."
        },
    }


def _components(source: OscalSource) -> list[dict[str, Any]]:
    blocks = sorted({block for control in source.assessment.controls for block in control.provided_by or ("",)})
    return [
        _component(THIS_SYSTEM, "this-system", source.system_name, "The landing zone as a whole."),
        _component(AWS, "service", "AWS", "What AWS is responsible for under its own attestation."),
        *(_component(component_uid(block), "software", title(block), description(block)) for block in blocks),
    ]


def _component(uuid: str, kind: str, name: str, text: str) -> dict[str, Any]:
    return {
        "uuid": uuid,
        "type": kind,
        "title": name,
        "description": text,
        "status": {"state": "operational" if uuid == AWS else "under-development"},
    }


def _inventory(source: OscalSource) -> list[dict[str, Any]]:
    environments = {f"{e.account_id}/{e.region}": e for e in source.assessment.environments}
    items: dict[str, dict[str, Any]] = {}
    for position, entry in enumerate(source.assessment.resources):
        environment = environments.get(entry.environment)
        uuid = source.resource_uid(position)
        items[uuid] = {
            "uuid": uuid,
            "description": markup(f"{entry.type} {entry.construct_path or entry.logical_id}"),
            "props": [
                *prop("type", entry.type),
                *prop("stack", entry.stack),
                *prop("logical-id", entry.logical_id),
                *prop("environment", environment.name if environment else entry.environment),
                *prop("scope", environment.scope if environment else "not known"),
                *prop("code", entry.source),
            ],
            "implemented-components": [{"component-uuid": THIS_SYSTEM}],
        }
    return list(items.values())


def _requirement(source: OscalSource, entry: RequirementEntry, id_: str) -> dict[str, Any]:
    return {
        "uuid": uid("ssp-requirement", id_),
        "control-id": id_,
        "props": source.stage_props(entry) + prop("owner", entry.owner),
        "by-components": [_of_the_system(entry, id_), *_of_aws(entry, id_), *_of_blocks(source, entry, id_)],
    }


def _of_the_system(entry: RequirementEntry, id_: str) -> dict[str, Any]:
    open_ = "\n\n".join((*(f"Missing: {text}" for text in dict.fromkeys(entry.missing)),))
    state = _STATE[entry.status]
    open_ = open_ or (entry.why if state == "not-applicable" else "")
    organisation = f"\n\nThe organisation itself: {entry.organisation}" if entry.organisation else ""
    return {
        "component-uuid": THIS_SYSTEM,
        "uuid": uid("by-component", "this-system", id_),
        "description": markup(f"{entry.why}{organisation}") or "Nothing is said.",
        "implementation-status": {"state": state, **filled(remarks=markup(open_))},
    }


def _of_aws(entry: RequirementEntry, id_: str) -> list[dict[str, Any]]:
    if not entry.inherited:
        return []
    return [
        {
            "component-uuid": AWS,
            "uuid": uid("by-component", "aws", id_),
            "description": markup(entry.inherited),
            "implementation-status": {"state": "implemented"},
        }
    ]


def _of_blocks(source: OscalSource, entry: RequirementEntry, id_: str) -> list[dict[str, Any]]:
    by_block: dict[str, list[str]] = {}
    for control in source.answering(entry):
        for block in control.provided_by or ("",):
            by_block.setdefault(block, []).append(f"{control.title}: {control.status.replace('-', ' ')}.")
    return [
        {
            "component-uuid": component_uid(block),
            "uuid": uid("by-component", "block", block, id_),
            "description": markup("\n\n".join(texts)),
        }
        for block, texts in sorted(by_block.items())
    ]
