"""OCSF 1.8.0, class Compliance Finding (2003), profile cloud: one event a line, for a security data lake.

Numbers are those of the schema of the Open Cybersecurity Schema Framework.
"""

from __future__ import annotations

from typing import Any

from landing_zone.assessment.model import Assessment
from landing_zone.reports.encode import Files, json_lines
from landing_zone.reports.instant import instant
from landing_zone.reports.results import Outcome, Result, Results
from landing_zone.reports.view import View

VERSION = "1.8.0"
CLASS = 2003
CREATE = 1
AWS_ACCOUNT = 10

_COMPLIANCE = {
    Outcome.PASSED: (1, "Pass"),
    Outcome.UNDETERMINED: (2, "Warning"),
    Outcome.ADVICE: (2, "Warning"),
    Outcome.FAILED: (3, "Fail"),
    Outcome.WAIVED: (3, "Fail"),
    Outcome.OVERRULED: (99, "Overruled"),  # "Other": the schema has no false positive here
}
_SEVERITY = {Outcome.FAILED: (4, "High"), Outcome.UNDETERMINED: (4, "High"), Outcome.ADVICE: (2, "Low")}
"""The catalogue gives checks no severity: each that stops and fails, or is undetermined, stops a deployment."""

_SUPPRESSED = (Outcome.WAIVED, Outcome.OVERRULED)


def render(assessment: Assessment) -> Files:
    """Return one file with an event for each check and place, passes too."""
    view = View(assessment)
    milliseconds = int(instant(assessment).timestamp()) * 1000
    events = (_event(view, result, milliseconds) for result in Results(view).places())
    return {"compliance-findings.jsonl": json_lines(events)}


def _event(view: View, result: Result, milliseconds: int) -> dict[str, Any]:
    severity_id, severity = _SEVERITY.get(result.outcome, (1, "Informational"))
    status_id, status = (3, "Suppressed") if result.outcome in _SUPPRESSED else (1, "New")
    message = result.message or ("Passes." if result.outcome is Outcome.PASSED else "")
    event: dict[str, Any] = {
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": CLASS,
        "class_name": "Compliance Finding",
        "activity_id": CREATE,
        "activity_name": "Create",
        "type_uid": CLASS * 100 + CREATE,
        "type_name": "Compliance Finding: Create",
        "time": milliseconds,
        "severity_id": severity_id,
        "severity": severity,
        "status_id": status_id,
        "status": status,
        "status_code": result.outcome.value,
        "message": message,
        "metadata": {
            "version": VERSION,
            "profiles": ["cloud"],
            "product": {"name": "landing-zone", "vendor_name": view.assessment.organisation or "landing-zone"},
        },
        "finding_info": {
            "uid": result.uid,
            "title": result.title or result.check.rule,
            "desc": message,
            "created_time": milliseconds,
            "analytic": {"uid": result.check.rule, "name": result.check.rule, "type_id": 1, "type": "Rule"},
        },
        "compliance": _compliance(view, result),
        "cloud": _cloud(result),
        "resources": [_resource(result)],
    }
    if result.outcome is Outcome.ADVICE:
        event["comment"] = f"Advice, which does not stop a deployment: {result.check.advice}."
    if result.waivers:
        event["comment"] = " ".join(
            f"{w.id}, until {w.expires}: {w.reason} Instead: {w.compensating_control}" for w in result.waivers
        )
    if result.decisions:
        event["comment"] = result.overruled_by
    controls = [view.controls[id_] for id_ in result.check.controls if id_ in view.controls]
    if controls and controls[0].remediation:
        event["remediation"] = {"desc": controls[0].remediation}
    return event


def _compliance(view: View, result: Result) -> dict[str, Any]:
    status_id, status = _COMPLIANCE[result.outcome]
    controls = [view.controls[id_] for id_ in result.check.controls if id_ in view.controls]
    mappings = [mapping for control in controls for mapping in control.requirements]
    value: dict[str, Any] = {
        "control": ", ".join(result.check.controls) or result.check.rule,
        "status_id": status_id,
        "status": status,
        "status_details": [result.outcome.value, *(waiver.id for waiver in result.waivers)],
    }
    if mappings:
        value["standards"] = list(dict.fromkeys(m.framework for m in mappings))
        value["requirements"] = list(dict.fromkeys(f"{m.framework}/{m.requirement}" for m in mappings))
    return value


def _cloud(result: Result) -> dict[str, Any]:
    cloud: dict[str, Any] = {"provider": "AWS"}
    if result.account:
        cloud["account"] = {"uid": result.account, "type_id": AWS_ACCOUNT, "type": "AWS Account"}
        cloud["region"] = result.region
    return cloud


def _resource(result: Result) -> dict[str, Any]:
    """Describe a resource by its place in the code: before a deployment, it has no ARN."""
    value: dict[str, Any] = {"uid": result.place, "name": result.place}
    if result.resource:
        value |= {"name": result.resource.logical_id, "type": result.resource.type, "group": {"name": result.stack}}
    if result.region:
        value["region"] = result.region
    return value
