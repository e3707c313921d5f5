"""Observations: the result of each check, with its counts and its resources."""

from __future__ import annotations

from typing import Any

from landing_zone.assessment.model import CheckEntry
from landing_zone.reports.oscal.parts import filled, markup, markup_line, prop, uid
from landing_zone.reports.oscal.source import OscalSource
from landing_zone.reports.results import Outcome, Result, Results


def observation_uid(rule: str) -> str:
    """Return the UUID of a check's observation."""
    return uid("observation", rule)


def observations(source: OscalSource) -> list[dict[str, Any]]:
    """Return one for each check that judged something; each resource with the worst result of the check on it."""
    problems: dict[str, list[Result]] = {}
    for result in Results(source.view).findings():
        problems.setdefault(result.check.rule, []).append(result)
    return [_observation(source, check, problems.get(check.rule, [])) for check in source.view.judged]


def _observation(source: OscalSource, check: CheckEntry, problems: list[Result]) -> dict[str, Any]:
    engine = source.engine_uid(check)
    counts = (
        *prop("passed", len(check.passed) + check.passed_elsewhere),
        *prop("failed", len(check.failed)),
        *prop("undetermined", len(check.undetermined)),
        *prop("waived", len(check.waived)),
        *prop("advice", check.advice),
        *prop("overruled", len(check.overruled)),
    )
    return {
        "uuid": observation_uid(check.rule),
        "title": markup_line(check.rule),
        "description": markup(source.view.title_of(check) or check.rule),
        "props": [*(p for rule in check.rules for p in prop("rule", rule)), *prop("engine", check.engine), *counts],
        "methods": ["TEST"],
        "types": ["finding" if any(p.outcome is not Outcome.OVERRULED for p in problems) else "control-objective"],
        **filled(
            origins=[{"actors": [{"type": "tool", "actor-uuid": engine}]}] if engine else None,
            subjects=_subjects(source, check),
            relevant_evidence=[_evidence(result) for result in problems],
        ),
        "collected": source.moment,
    }


def _subjects(source: OscalSource, check: CheckEntry) -> list[dict[str, Any]]:
    outcomes: dict[str, Outcome] = {}
    for outcome, positions in (
        (Outcome.ADVICE if check.advice else Outcome.FAILED, [f.resource for f in check.failed]),
        (Outcome.ADVICE if check.advice else Outcome.UNDETERMINED, [f.resource for f in check.undetermined]),
        (Outcome.WAIVED, [f.resource for f in check.waived]),
        (Outcome.OVERRULED, [f.resource for f in check.overruled]),
        (Outcome.PASSED, [*check.passed, *check.met]),
    ):
        for position in positions:
            if position is not None:
                outcomes.setdefault(source.resource_uid(position), outcome)
    return [
        {"subject-uuid": uuid, "type": "inventory-item", "props": prop("outcome", outcome.value)}
        for uuid, outcome in outcomes.items()
    ]


def _evidence(result: Result) -> dict[str, Any]:
    waivers = [p for waiver in result.waivers for p in prop("waiver", waiver.id)]
    overruled = f"\n{result.overruled_by}" if result.decisions else ""
    return {
        "description": markup(f"{result.place}: {result.message}{overruled}"),
        "props": [*prop("outcome", result.outcome.value), *prop("code", result.source), *waivers],
    }
