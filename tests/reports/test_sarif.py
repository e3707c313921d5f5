"""SARIF."""

from __future__ import annotations

import json
from typing import Any

import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.reports.sarif import render
from tests.reports import validators
from tests.reports.outcomes import RULE, with_outcome


def _results(assessment: Assessment, name: str = "landing-zone.sarif") -> list[dict[str, Any]]:
    return list(json.loads(render(assessment)[name])["runs"][0]["results"])


def _one(assessment: Assessment) -> dict[str, Any]:
    (one,) = [result for result in _results(assessment) if result["ruleId"] == RULE]
    return one


@pytest.mark.parametrize("name", ["landing-zone.sarif", "code-scanning.sarif"])
def test_the_log_follows_the_schema(assessment: Assessment, name: str) -> None:
    """That of SARIF 2.1.0."""
    log = json.loads(render(assessment)[name])
    assert validators.complaints(validators.sarif(), log) == []
    log["runs"][0]["results"][0]["level"] = "bad"
    assert validators.complaints(validators.sarif(), log) != []


def test_rules_are_found_by_their_index(assessment: Assessment) -> None:
    """And each has a help text."""
    (run,) = json.loads(render(assessment)["landing-zone.sarif"])["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert all(rule["help"]["text"] for rule in rules)
    assert len({rule["id"] for rule in rules}) == len(rules)


def test_the_place_is_the_line_of_the_users_code(assessment: Assessment) -> None:
    """A path below the repository's root, and a line; the resource is named beside it."""
    location = _one(with_outcome(assessment, "failed"))["locations"][0]
    physical = location["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "stacks/logs.py", "uriBaseId": "%SRCROOT%"}
    assert physical["region"] == {"startLine": 12}
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "Logs/Key/Resource"


@pytest.mark.parametrize("source", ["/home/somebody/stacks/x.py:3", "../other/x.py:3", "no line", ""])
def test_a_place_outside_the_repository_is_never_named(assessment: Assessment, source: str) -> None:
    """The zone's own configuration is shown instead; of templates from elsewhere, the template."""
    changed = with_outcome(assessment, "failed")
    resources = [r.model_copy(update={"source": source}) for r in changed.resources]
    for own, file in ((True, "landing-zone.yaml"), (False, "Logs.template.json")):
        moved = changed.model_copy(update={"resources": tuple(resources), "of_this_zone": own})
        physical = _one(moved)["locations"][0]["physicalLocation"]
        assert physical["artifactLocation"]["uri"] == file
        assert physical["region"]["startLine"] == 1


def test_a_name_with_odd_characters_is_a_uri(assessment: Assessment) -> None:
    """Spaces and letters beyond ASCII are written as a URI wants them."""
    changed = with_outcome(assessment, "failed")
    resources = [r.model_copy(update={"source": "stacks/zürich büro.py:7"}) for r in changed.resources]
    physical = _one(changed.model_copy(update={"resources": tuple(resources)}))["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "stacks/z%C3%BCrich%20b%C3%BCro.py"


def test_an_alert_stays_the_same_when_the_code_moves(assessment: Assessment) -> None:
    """The fingerprint holds no line; another resource has another one."""
    changed = with_outcome(assessment, "failed")
    resources = [r.model_copy(update={"source": "stacks/logs.py:99"}) for r in changed.resources]
    moved = changed.model_copy(update={"resources": tuple(resources)})
    assert _one(moved)["partialFingerprints"] == _one(changed)["partialFingerprints"]
    every = [tuple(result["partialFingerprints"].values()) for result in _results(changed)]
    assert len(set(every)) == len(every)


def test_waived_findings_are_suppressed_and_kept_from_github(assessment: Assessment) -> None:
    """GitHub takes no notice of suppressions: it gets a file without them, and the archive one with them."""
    waived = [result for result in _results(assessment) if result.get("suppressions")]
    assert len(waived) == 3
    assert all(result["suppressions"][0]["status"] == "accepted" for result in waived)
    assert "W-0001, until 2026-11-24" in waived[0]["suppressions"][0]["justification"]
    rest = _results(assessment, "code-scanning.sarif")
    assert [r["message"] for r in rest] == [r["message"] for r in _results(assessment) if r not in waived]


def test_an_overruled_finding_is_kept_from_github(assessment: Assessment) -> None:
    """It would be an open alert there, and needs none; the archive has it, and follows the schema."""
    changed = with_outcome(assessment, "overruled")
    assert _one(changed)["kind"] == "informational"
    assert RULE not in {result["ruleId"] for result in _results(changed, "code-scanning.sarif")}
    assert validators.complaints(validators.sarif(), json.loads(render(changed)["landing-zone.sarif"])) == []


def test_an_engine_that_did_not_judge_all_is_reported(assessment: Assessment) -> None:
    """The run was no success, and each thing that was not judged is named."""
    (invocation,) = json.loads(render(assessment)["landing-zone.sarif"])["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert len(invocation["toolExecutionNotifications"]) == 2


def test_the_tool_says_its_version(assessment: Assessment) -> None:
    """That of the project's own engine, where it judged."""
    gate = assessment.engines[0].model_copy(update={"name": "gate", "version": "0.1.0"})
    log = json.loads(render(assessment.model_copy(update={"engines": (gate,)}))["landing-zone.sarif"])
    assert log["runs"][0]["tool"]["driver"]["semanticVersion"] == "0.1.0"
    assert validators.complaints(validators.sarif(), log) == []
