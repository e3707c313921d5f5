"""The plan of action: an item for each waiver, requirement not met in full, and control that fails in operation."""

from __future__ import annotations

from typing import Any

from landing_zone.reports.oscal import names
from landing_zone.reports.oscal.operation import failing, failures, operation_uid
from landing_zone.reports.oscal.parts import filled, markup, markup_line, prop, uid
from landing_zone.reports.oscal.risks import every_waiver, gap_uid, gaps, risks, waiver_uid
from landing_zone.reports.oscal.source import OscalSource


def build(source: OscalSource) -> dict[str, Any] | None:
    """Return the plan, or ``None`` where there is nothing to do: OSCAL allows none without an item.

    A waiver has its last day as its milestone. No day is known for a gap, so none is given.
    """
    items = [
        {
            "uuid": uid("poam", "waiver", waiver.id),
            "title": markup_line(f"Waiver {waiver.id}, until {waiver.expires}"),
            "description": markup(waiver.reason) or "No reason is given.",
            "props": [*prop("owner", waiver.owner), *prop("ticket", waiver.ticket)],
            "related-risks": [{"risk-uuid": waiver_uid(waiver)}],
        }
        for waiver in every_waiver(source)
    ]
    items += [
        {
            "uuid": uid("poam", "gap", id_),
            "title": markup_line(f"{entry.id} {entry.title}"),
            "description": markup("\n\n".join(dict.fromkeys(entry.missing)) or entry.why) or "Nothing is said.",
            "props": [*prop("control-id", id_), *prop("status", entry.status), *prop("owner", entry.owner)],
            "related-risks": [{"risk-uuid": gap_uid(id_)}],
        }
        for id_, entry in gaps(source)
    ]
    items += [
        {
            "uuid": uid("poam", "operation", control.id),
            "title": markup_line(f"{control.id} fails in operation"),
            "description": markup(failures(row)) or "Nothing is said.",
            "props": [*prop("control", control.id), *prop("operating", row.operating)],
            "related-risks": [{"risk-uuid": operation_uid(control.id)}],
            **filled(remarks=markup(control.remediation)),
        }
        for control, row in failing(source)
    ]
    if not items:
        return None
    return {
        "uuid": uid("plan-of-action", source.assessment.organisation),
        "metadata": source.metadata(f"Plan of action of the {source.system_name}"),
        "import-ssp": {"href": names.PLAN},
        "system-id": {"identifier-type": "http://ietf.org/rfc/rfc4122", "id": source.system_id},
        "risks": risks(source),
        "poam-items": items,
    }
