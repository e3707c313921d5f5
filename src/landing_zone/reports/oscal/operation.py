"""What running accounts answered: an observation for each control with a query, and a risk for each that fails."""

from __future__ import annotations

from typing import Any

from landing_zone.assessment.evidence_model import ControlEvidence, Stage
from landing_zone.assessment.model import ControlEntry
from landing_zone.reports.instant import utc_text
from landing_zone.reports.oscal.parts import filled, markup, markup_line, prop, uid
from landing_zone.reports.oscal.source import OscalSource
from landing_zone.reports.stage_words import EMULATED


def operation_uid(control: str) -> str:
    """Return the UUID of the risk that a control fails in operation."""
    return uid("risk", "operation", control)


def operation_observation_uid(control: str) -> str:
    """Return the UUID of the observation of a control in operation."""
    return uid("observation", "operation", control)


def operation_observations(source: OscalSource) -> list[dict[str, Any]]:
    """Return one for each control with a query, with the answers that do not pass; none without evidence."""
    return [
        _observation(source, control, row) for control, row in _controls(source) if row.operating is not Stage.NOT_ASKED
    ]


def failing(source: OscalSource) -> list[tuple[ControlEntry, ControlEvidence]]:
    """Return the controls that fail in operation."""
    return [(control, row) for control, row in _controls(source) if row.operating is Stage.FAILS]


def failures(row: ControlEvidence) -> str:
    """Return the sentences of the answers that fail, each once."""
    lines = (f"{one.environment}: {one.sentence}" for one in row.problems if one.verdict == "fail")
    return "\n\n".join(dict.fromkeys(lines))


def operation_risks(source: OscalSource) -> list[dict[str, Any]]:
    """Return one for each control that fails in operation; each has the same UUID in every document that names it."""
    return [
        {
            "uuid": operation_uid(control.id),
            "title": markup_line(f"{control.id} fails in operation"),
            "description": markup(failures(row)) or "Nothing is said.",
            "statement": markup(control.statement) or "Nothing is said.",
            "props": [*prop("control", control.id), *prop("operating", row.operating)],
            "status": "open",
        }
        for control, row in failing(source)
    ]


def _controls(source: OscalSource) -> list[tuple[ControlEntry, ControlEvidence]]:
    found = source.view.evidence
    return [(control, found[control.id]) for control in source.assessment.controls if control.id in found]


def _observation(source: OscalSource, control: ControlEntry, row: ControlEvidence) -> dict[str, Any]:
    run = source.assessment.evidence
    counts = (
        *prop("passed", row.passed),
        *prop("failed", row.failed),
        *prop("undetermined", row.undetermined),
        *prop("stale", row.stale),
        *prop("age-days", "" if row.age_days is None else row.age_days),
    )
    return {
        "uuid": operation_observation_uid(control.id),
        "title": markup_line(f"{control.id} in operation"),
        "description": markup(f"{control.title}: {row.operating} in the running accounts."),
        "props": [
            *prop("control", control.id),
            *prop("deployed", row.deployed),
            *prop("operating", row.operating),
            *counts,
        ],
        "methods": ["TEST"],
        "types": ["finding" if row.problems else "control-objective"],
        **filled(
            relevant_evidence=[
                {
                    "description": markup(f"{one.environment} {one.subject}: {one.sentence}"),
                    "props": [
                        *prop("outcome", one.verdict),
                        *prop("query", one.query),
                        *prop("asked-at", utc_text(one.asked_at)),
                        *prop("digest", one.digest),
                    ],
                }
                for one in row.problems
            ],
            remarks=EMULATED if run and run.emulated else "",
        ),
        "collected": utc_text(run.finished) if run else source.moment,
    }
