"""OCSF, judged by the framework's own schema."""

from __future__ import annotations

import json
from typing import Any

import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.reports.ocsf import render
from tests.reports import validators
from tests.reports.outcomes import with_outcome


def _events(assessment: Assessment) -> list[dict[str, Any]]:
    return [json.loads(line) for line in render(assessment)["compliance-findings.jsonl"].decode().splitlines()]


@pytest.mark.parametrize("outcome", ["passed", "failed", "undetermined", "waived"])
def test_events_follow_the_schema(assessment: Assessment, outcome: str) -> None:
    """Class 2003 of OCSF 1.8.0 with the profile cloud: required fields, types, numbers, and no unknown field."""
    events = _events(with_outcome(assessment, outcome))
    assert events
    for event in events:
        assert validators.complaints(validators.ocsf(), event) == []
    assert validators.complaints(validators.ocsf(), events[0] | {"severity_id": 7}) != []
    assert validators.complaints(validators.ocsf(), events[0] | {"colour": "red"}) != []


def test_every_result_is_an_event(assessment: Assessment) -> None:
    """One for each check and place, each with an id of its own."""
    events = _events(assessment)
    places = {
        (check.rule, place)
        for check in assessment.checks
        for place in (
            *check.passed,
            *(
                (f.resource, f.stack if f.resource is None else "")
                for f in (*check.failed, *check.undetermined, *check.waived)
            ),
        )
    }
    assert len(events) == len(places)
    assert len({event["finding_info"]["uid"] for event in events}) == len(events)


def test_the_time_is_that_of_the_assessment(assessment: Assessment) -> None:
    """In milliseconds: the first of 23 November 2026, UTC."""
    assert {event["time"] for event in _events(assessment)} == {1_795_392_000_000}
