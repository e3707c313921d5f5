"""OCSF 1.8.0, class Compliance Finding (2003), profile cloud: one event a line, for a security data lake.

Numbers are those of the schema of the Open Cybersecurity Schema Framework.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from landing_zone.assessment.evidence_model import EvidenceLine, PassedPlace
from landing_zone.assessment.model import Assessment
from landing_zone.reports.encode import Files, json_lines
from landing_zone.reports.evidence_tables import problems
from landing_zone.reports.instant import instant
from landing_zone.reports.results import NAMESPACE, Outcome, Result, Results
from landing_zone.reports.stage_words import EMULATED
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
    """Return one file with an event for each check and place, passes too.

    With evidence, also one for each answer of a running account that is not a pass, and for each query and place whose
    answers pass: a lake holds what was observed of accounts.
    """
    view = View(assessment)
    milliseconds = int(instant(assessment).timestamp()) * 1000
    events = [_event(view, result, milliseconds) for result in Results(view).places()]
    events += (_answer(view, line, controls) for line, controls in problems(view))
    events += (_passes(view, place, controls) for place, controls in _passed(view))
    return {"compliance-findings.jsonl": json_lines(events)}


def _event(view: View, result: Result, milliseconds: int) -> dict[str, Any]:
    severity = _SEVERITY.get(result.outcome, (1, "Informational"))
    status = (3, "Suppressed") if result.outcome in _SUPPRESSED else (1, "New")
    message = result.message or ("Passes." if result.outcome is Outcome.PASSED else "")
    event = {
        **_base(view, milliseconds, severity, status, result.outcome.value, message),
        "finding_info": {
            "uid": result.uid,
            "title": result.title or result.check.rule,
            "desc": message,
            "created_time": milliseconds,
            "analytic": {"uid": result.check.rule, "name": result.check.rule, "type_id": 1, "type": "Rule"},
        },
        "compliance": _compliance(view, result),
        "cloud": _cloud(result.account, result.region),
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


def _base(
    view: View, milliseconds: int, severity: tuple[int, str], status: tuple[int, str], code: str, message: str
) -> dict[str, Any]:
    return {
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": CLASS,
        "class_name": "Compliance Finding",
        "activity_id": CREATE,
        "activity_name": "Create",
        "type_uid": CLASS * 100 + CREATE,
        "type_name": "Compliance Finding: Create",
        "time": milliseconds,
        "severity_id": severity[0],
        "severity": severity[1],
        "status_id": status[0],
        "status": status[1],
        "status_code": code,
        "message": message,
        "metadata": {
            "version": VERSION,
            "profiles": ["cloud"],
            "product": {"name": "landing-zone", "vendor_name": view.assessment.organisation or "landing-zone"},
        },
    }


def _compliance(view: View, result: Result) -> dict[str, Any]:
    details = [result.outcome.value, *(waiver.id for waiver in result.waivers)]
    return _of_controls(view, result.check.controls, result.check.rule, result.outcome, details)


def _of_controls(
    view: View, ids: tuple[str, ...], otherwise: str, outcome: Outcome, details: list[str]
) -> dict[str, Any]:
    status_id, status = _COMPLIANCE[outcome]
    mappings = [mapping for id_ in ids if id_ in view.controls for mapping in view.controls[id_].requirements]
    value: dict[str, Any] = {
        "control": ", ".join(ids) or otherwise,
        "status_id": status_id,
        "status": status,
        "status_details": details,
    }
    if mappings:
        value["standards"] = list(dict.fromkeys(m.framework for m in mappings))
        value["requirements"] = list(dict.fromkeys(f"{m.framework}/{m.requirement}" for m in mappings))
    return value


def _cloud(account: str, region: str) -> dict[str, Any]:
    cloud: dict[str, Any] = {"provider": "AWS"}
    if account:
        cloud["account"] = {"uid": account, "type_id": AWS_ACCOUNT, "type": "AWS Account"}
        if region:
            cloud["region"] = region
    return cloud


def _answer(view: View, line: EvidenceLine, controls: tuple[str, ...]) -> dict[str, Any]:
    outcome = Outcome.FAILED if line.verdict == "fail" else Outcome.UNDETERMINED
    event = _of_a_query(view, line.query, line.environment, line.asked_at, controls, outcome, line.sentence)
    key = "|".join(("answer", line.query, line.environment, line.subject))
    event["finding_info"]["uid"] = str(uuid.uuid5(NAMESPACE, key))
    event["resources"] = [{"uid": line.subject, "name": line.subject, "type": line.resource_type}]
    return event


def _passes(view: View, place: PassedPlace, controls: tuple[str, ...]) -> dict[str, Any]:
    message = f"{place.passed} answers pass."
    event = _of_a_query(view, place.query, place.environment, place.oldest, controls, Outcome.PASSED, message)
    event["finding_info"]["uid"] = str(uuid.uuid5(NAMESPACE, "|".join(("passes", place.query, place.environment))))
    event["resources"] = [{"uid": place.environment, "name": place.environment}]
    return event


def _of_a_query(
    view: View,
    query: str,
    environment: str,
    asked_at: datetime,
    controls: tuple[str, ...],
    outcome: Outcome,
    message: str,
) -> dict[str, Any]:
    run = view.assessment.evidence
    milliseconds = int(asked_at.timestamp()) * 1000
    account, _, region = environment.partition("/")
    severity = _SEVERITY.get(outcome, (1, "Informational"))
    event = {
        **_base(view, milliseconds, severity, (1, "New"), outcome.value, message),
        "finding_info": {
            "title": run.queries.get(query, query) if run else query,
            "desc": message,
            "created_time": milliseconds,
            "analytic": {"uid": query, "name": query, "type_id": 1, "type": "Rule"},
        },
        "compliance": _of_controls(view, controls, query, outcome, [outcome.value, "in operation"]),
        "cloud": _cloud(account, region),
    }
    if run and run.emulated:
        event["comment"] = EMULATED
    return event


def _passed(view: View) -> list[tuple[PassedPlace, tuple[str, ...]]]:
    """Return each query and place whose answers pass, once, with the controls that they are evidence for."""
    found: dict[tuple[str, str], tuple[PassedPlace, list[str]]] = {}
    for row in view.evidence.values():
        for place in row.passes:
            kept, controls = found.setdefault((place.query, place.environment), (place, []))
            controls.append(row.control)
            if place.passed > kept.passed:  # a control may be answered by some subjects of a query alone
                found[place.query, place.environment] = (place, controls)
    return [(place, tuple(controls)) for place, controls in found.values()]


def _resource(result: Result) -> dict[str, Any]:
    """Describe a resource by its place in the code: before a deployment, it has no ARN."""
    value: dict[str, Any] = {"uid": result.place, "name": result.place}
    if result.resource:
        value |= {"name": result.resource.logical_id, "type": result.resource.type, "group": {"name": result.stack}}
    if result.region:
        value["region"] = result.region
    return value
