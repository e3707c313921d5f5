"""SARIF 2.1.0: what fails, is undetermined, is advice, waived or overruled, at the line of code that made it.

The format is OASIS's: Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from landing_zone.assessment.approvals import said_of
from landing_zone.assessment.model import Assessment, CheckEntry
from landing_zone.assessment.waiver_entry import WaiverEntry
from landing_zone.reports.encode import Files, json_file
from landing_zone.reports.instant import instant, utc_text
from landing_zone.reports.results import Outcome, Result, Results
from landing_zone.reports.stage_words import stage_properties
from landing_zone.reports.view import View

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
CONFIGURATION = "landing-zone.yaml"
"""Where a finding is shown that no single line of code made: what the zone must have follows from this file."""
TAGS = 20
"""GitHub reads no more tags of a rule (SARIF support for code scanning)."""

_NOT_OPEN = (Outcome.WAIVED, Outcome.OVERRULED)


def render(assessment: Assessment) -> Files:
    """Return a log of everything that is not a pass, and one without what is waived or overruled.

    The second is for GitHub, which ignores suppressions: waived findings would be open alerts there. Passes
    are in neither: code scanning closes what it no longer finds.

    Both are of the templates alone, since an alert needs a line of code, and an answer of a running account has none.
    The run's properties name the verdict, each stage, and the controls that fail in operation.
    """
    view = View(assessment)
    found = list(Results(view).findings())
    return {
        "code-scanning.sarif": _log(view, [result for result in found if result.outcome not in _NOT_OPEN]),
        "landing-zone.sarif": _log(view, found),
    }


def _log(view: View, found: list[Result]) -> bytes:
    assessment = view.assessment
    checks = {result.check.rule: result.check for result in found}
    index = {rule: place for place, rule in enumerate(checks)}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "landing-zone",
                **_version(assessment),
                "rules": [_rule(view, check) for check in checks.values()],
            },
            "extensions": [
                {"name": engine.name, "version": engine.version, "properties": {"results": engine.how}}
                for engine in assessment.engines
            ],
        },
        "invocations": [
            {
                "executionSuccessful": not _not_judged(assessment),
                "endTimeUtc": utc_text(instant(assessment)),
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": text}} for text in _not_judged(assessment)
                ],
            }
        ],
        "automationDetails": {"id": "landing-zone/"},
        "properties": stage_properties(assessment),
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
        "results": [_result(view, result, index) for result in found],
    }
    return json_file({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _version(assessment: Assessment) -> dict[str, str]:
    """Return the version of this project, which its own engine has too; no other is known from an assessment."""
    version = next((engine.version for engine in assessment.engines if engine.name == "gate"), "")
    return {"semanticVersion": version} if version else {}


def _not_judged(assessment: Assessment) -> list[str]:
    return [*assessment.not_judged, *(f"{e.name}: {text}" for e in assessment.engines for text in e.not_judged)]


def _rule(view: View, check: CheckEntry) -> dict[str, Any]:
    controls = [view.controls[id_] for id_ in check.controls if id_ in view.controls]
    title = view.title_of(check) or check.rule
    text = "\n\n".join(f"{c.title}. {c.statement} {c.remediation}" for c in controls) or (
        f"A rule of {check.engine} that belongs to no control."
    )
    if check.advice:
        text += f"\n\nIt is advice and does not stop: {check.advice}."
    answers = [f"{m.framework}/{m.requirement}" for c in controls for m in c.requirements]
    return {
        "id": check.rule,
        "shortDescription": {"text": title},
        "fullDescription": {"text": controls[0].statement if controls else title},
        "help": {"text": text},
        "defaultConfiguration": {"level": "note" if check.advice else "error"},
        "properties": {
            "tags": list(dict.fromkeys(("security", "compliance", *check.controls, *answers)))[:TAGS],
            **({"also": list(check.also)} if check.also else {}),
        },
    }


def _result(view: View, result: Result, index: dict[str, int]) -> dict[str, Any]:
    message = result.message or result.title or result.check.rule
    advice = result.outcome is Outcome.ADVICE
    prefix = f"Advice ({result.check.advice}): " if advice else ""
    prefix = "Undetermined, which is never a pass: " if result.outcome is Outcome.UNDETERMINED else prefix
    identity = hashlib.sha256(f"{result.key}|{message}".encode()).hexdigest()
    value: dict[str, Any] = {
        "ruleId": result.check.rule,
        "ruleIndex": index[result.check.rule],
        # Undetermined is not "open" in SARIF: consumers show that as a note, and here it stops a deployment.
        "kind": "fail",
        "level": "note" if advice else "error",
        "message": {"text": f"{prefix}{message}\nAt {result.place}."},
        "locations": [_location(view, result)],
        # The first is the name that GitHub reads; neither has a line, so that an alert stays the same when code moves.
        "partialFingerprints": {"primaryLocationLineHash": identity, "landingZoneFinding/v1": identity},
        "properties": {"outcome": result.outcome.value, "account": result.account, "region": result.region},
    }
    if result.outcome is Outcome.OVERRULED:
        # No problem is there (SARIF 2.1.0, 3.27.9), and the level of such a result is "none".
        value |= {"kind": "informational", "level": "none"}
        value["message"]["text"] += f"\n{result.overruled_by}"
    if result.outcome is Outcome.WAIVED:
        value["suppressions"] = [_suppression(waiver) for waiver in result.waivers] or [{"kind": "external"}]
    return value


def _suppression(waiver: WaiverEntry) -> dict[str, Any]:
    return {
        "kind": "external",
        "status": "accepted",  # a result under review is not suppressed (SARIF 2.1.0, 3.27.23); the synth holds with it
        "justification": (
            f"{waiver.id}, until {waiver.expires}: {waiver.reason} Instead: {waiver.compensating_control}"
            f" Owner {waiver.owner}, {said_of(waiver)}."
        ),
    }


def _location(view: View, result: Result) -> dict[str, Any]:
    file, line = _file_and_line(view, result)
    logical = {"fullyQualifiedName": result.place, "kind": "resource" if result.resource else "scope"}
    if result.resource:
        logical["name"] = result.resource.logical_id
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(file), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": line},
        },
        "logicalLocations": [logical],
    }


def _file_and_line(view: View, result: Result) -> tuple[str, int]:
    name, _, line = result.source.rpartition(":")
    file = PurePosixPath(name)
    if name and line.isdecimal() and not file.is_absolute() and ".." not in file.parts:
        return str(file), max(1, int(line))
    templates = {stack.name: stack.template for stack in view.assessment.stacks}
    if not view.assessment.of_this_zone and result.stack in templates:
        return templates[result.stack], 1
    return CONFIGURATION, 1
