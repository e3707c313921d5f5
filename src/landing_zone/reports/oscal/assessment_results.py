"""The assessment results: what was observed, and what that says of each requirement."""

from __future__ import annotations

from typing import Any

from landing_zone.assessment.evidence_model import Stage
from landing_zone.assessment.model import RequirementEntry, RequirementStatus
from landing_zone.reports.oscal import names
from landing_zone.reports.oscal.observations import observation_uid, observations
from landing_zone.reports.oscal.operation import operation_observation_uid, operation_observations, operation_uid
from landing_zone.reports.oscal.parts import filled, markup, markup_line, prop, uid
from landing_zone.reports.oscal.risks import gap_uid, gaps, risks, waiver_uid
from landing_zone.reports.oscal.source import OscalSource, statement_id
from landing_zone.reports.stage_words import evidence_words, stage_words, verdict_words
from landing_zone.reports.statuses import REQUIREMENT_MEANINGS

_SATISFIED = (RequirementStatus.PROVEN, RequirementStatus.CHECKED)
"""OSCAL has two states. What was not checked here is not shown to be satisfied, even if others meet it."""


def build(source: OscalSource) -> dict[str, Any]:
    """Return one result, of the last synth."""
    assessment = source.assessment
    verdict = assessment.verdict
    not_judged = [*source.assessment.not_judged]
    not_judged += [f"{engine.name}: {text}" for engine in source.assessment.engines for text in engine.not_judged]
    lacks = [f"Not in this shape: {entry.what}." for entry in assessment.lacks]
    result = {
        "uuid": uid("result", source.assessment.organisation, source.assessment.as_of.isoformat()),
        "title": "The last synth",
        "description": "The templates of the landing zone, judged by all engines"
        + (", and the answers of running accounts." if assessment.evidence else "."),
        "start": source.moment,
        "end": source.moment,
        "props": [
            *prop("verdict", verdict_words(assessment)),
            *(p | {"remarks": one.sentence} for one in stage_words(assessment) for p in prop(one.name, one.verdict)),
            *prop("evidence", evidence_words(assessment)),
            *prop("passed", verdict.passed),
            *prop("failed", verdict.failed),
            *prop("undetermined", verdict.undetermined),
            *prop("waived", verdict.waived),
            *prop("advice", verdict.advice),
            *prop("unexamined", verdict.unexamined),
            *prop("overruled", verdict.overruled),
            *(prop("commit", source.assessment.provenance.commit) if source.assessment.provenance else []),
        ],
        "reviewed-controls": source.reviewed_controls(),
        **filled(
            observations=[*observations(source), *operation_observations(source)],
            risks=risks(source),
            findings=[_finding(source, entry, id_) for entry, id_ in source.assessed()],
            remarks=markup("\n\n".join((*lacks, *(f"Not judged: {text}" for text in not_judged)))),
        ),
    }
    return {
        "uuid": uid("assessment-results", source.assessment.organisation),
        "metadata": source.metadata(f"Assessment results of the {source.system_name}"),
        "import-ap": {"href": names.ASSESSMENT_PLAN},
        "results": [result],
    }


def _finding(source: OscalSource, entry: RequirementEntry, id_: str) -> dict[str, Any]:
    rows = [row for control in source.answering(entry) for row in source.view.control_view(control.id).checks]
    rules = list(dict.fromkeys(row.rule for row in rows))
    waivers = dict.fromkeys(finding.waiver for row in rows for finding in row.entry.waived)
    known = [waiver_uid(source.view.waivers[waiver]) for waiver in waivers if waiver in source.view.waivers]
    if (id_, entry) in gaps(source):
        known.append(gap_uid(id_))
    run = [source.view.evidence[control] for control in entry.controls if control in source.view.evidence]
    known += [operation_uid(one.control) for one in run if one.operating is Stage.FAILS]
    asked = [operation_observation_uid(one.control) for one in run if one.operating is not Stage.NOT_ASKED]
    satisfied = entry.status in _SATISFIED
    broken = any(row.entry.failed for row in rows) or Stage.FAILS in {
        stage for one in run for stage in (one.deployed, one.operating)
    }
    failed = entry.status is RequirementStatus.NOT_MET and broken
    return {
        "uuid": uid("finding", id_),
        "title": markup_line(f"{entry.id} {entry.title}"),
        "description": markup(entry.why) or "Nothing is said.",
        "props": source.stage_props(entry),
        "target": {
            "type": "statement-id",
            "target-id": statement_id(id_),
            "status": {
                "state": "satisfied" if satisfied else "not-satisfied",
                "reason": "pass" if satisfied else "fail" if failed else "other",
                "remarks": markup(f"{entry.status}: {REQUIREMENT_MEANINGS[entry.status]}"),
            },
        },
        **filled(
            related_observations=[
                {"observation-uuid": uuid} for uuid in (*(observation_uid(rule) for rule in rules), *asked)
            ],
            related_risks=[{"risk-uuid": uuid} for uuid in known],
        ),
    }
