"""Risks: what is accepted by a waiver, and what stays open."""

from __future__ import annotations

from typing import Any

from landing_zone.assessment.model import RequirementEntry, RequirementStatus
from landing_zone.assessment.waiver_entry import WaiverEntry
from landing_zone.reports.oscal.operation import operation_risks
from landing_zone.reports.oscal.parts import filled, markup, markup_line, prop, uid
from landing_zone.reports.oscal.source import OscalSource

GAPS = (RequirementStatus.NOT_MET, RequirementStatus.PARTLY_MET, RequirementStatus.RUN_TIME_ONLY)
"""What the plan of action lists beside the waivers. Nothing in the templates holds what only run time can show."""


def waiver_uid(waiver: WaiverEntry) -> str:
    """Return the UUID of the risk that a waiver accepts."""
    return uid("risk", "waiver", waiver.id)


def gap_uid(control: str) -> str:
    """Return the UUID of the risk that a requirement is not met in full."""
    return uid("risk", "gap", control)


def every_waiver(source: OscalSource) -> list[WaiverEntry]:
    """Return waivers of findings, and of controls of Security Hub; one that is both is named once."""
    every = (*source.assessment.waivers, *source.assessment.security_hub_waivers)
    return list({waiver.id: waiver for waiver in every}.values())


def gaps(source: OscalSource) -> list[tuple[str, RequirementEntry]]:
    """Return the requirements that are not met, only in part, or only watched, each with its id in the catalogue.

    Headings are left out: the requirements below them say what is open.
    """
    return [
        (id_, requirement)
        for framework, requirement, id_ in source.requirements()
        if requirement.status in GAPS and (requirement.tested or not source.view.below(framework.id, requirement.id))
    ]


def risks(source: OscalSource) -> list[dict[str, Any]]:
    """Return all of them; each has the same UUID in every document that names it."""
    return [
        *(_of_waiver(waiver) for waiver in every_waiver(source)),
        *(_of_gap(id_, entry) for id_, entry in gaps(source)),
        *operation_risks(source),
    ]


def _of_waiver(waiver: WaiverEntry) -> dict[str, Any]:
    day = f"{waiver.expires.isoformat()}T00:00:00Z"
    return {
        "uuid": waiver_uid(waiver),
        "title": markup_line(f"Waiver {waiver.id}"),
        "description": markup(waiver.reason) or "No reason is given.",
        "statement": markup(f"Rules: {', '.join(waiver.rules)}. Resources: {', '.join(waiver.resources)}."),
        "props": [
            *prop("owner", waiver.owner),
            *prop("approver", waiver.approver),
            *prop("ticket", waiver.ticket),
            *prop("approval", waiver.approval),
            *prop("approved", waiver.approved.isoformat() if waiver.approved else ""),
            *prop("newly-covered", ", ".join(waiver.new_in)),
            *prop("created", waiver.created.isoformat()),
            *prop("findings-covered", waiver.covers),
        ],
        "status": "deviation-approved" if waiver.is_approved else "deviation-requested",
        **filled(
            mitigating_factors=[
                {"uuid": uid("mitigation", waiver.id), "description": markup(waiver.compensating_control)}
            ]
            if waiver.compensating_control.strip()
            else None
        ),
        "deadline": day,
        "remediations": [
            {
                "uuid": uid("response", waiver.id),
                "lifecycle": "planned",
                "title": "End or renew the waiver",
                "description": "Once it has ended, the synth fails, unless the finding is gone or the waiver renewed.",
                "tasks": [
                    {
                        "uuid": uid("milestone", waiver.id),
                        "type": "milestone",
                        "title": markup_line(f"Waiver {waiver.id} ends"),
                        "timing": {"on-date": {"date": day}},
                    }
                ],
            }
        ],
    }


def _of_gap(id_: str, entry: RequirementEntry) -> dict[str, Any]:
    missing = "\n\n".join(dict.fromkeys(entry.missing)) or entry.organisation or entry.why
    return {
        "uuid": gap_uid(id_),
        "title": markup_line(f"{entry.id} {entry.title}"),
        "description": markup(entry.why) or "Nothing is said.",
        "statement": markup(missing) or "Nothing is said.",
        "props": [*prop("status", entry.status), *prop("owner", entry.owner)],
        "status": "open",
    }
