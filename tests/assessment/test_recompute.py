"""What follows from other parts of an assessment is computed again: a forged part is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.assessment.model import Assessment
from landing_zone.assessment.recompute import contradictions, refuse_forged, rejudged
from landing_zone.assessment.seal import sealed
from landing_zone.errors import UserError
from tests.reports.joined import joined_assessment

Data = dict[str, Any]
GDPR = "gdpr"


@pytest.fixture(scope="module")
def data(gated: Path) -> str:
    """The example zone's assessment, as text."""
    return (gated / "assessment.json").read_text(encoding="utf-8")


def test_a_synth_contradicts_nothing(data: str) -> None:
    """Judged again, the example's assessment is the same."""
    assessment = Assessment.model_validate_json(data)
    assert contradictions(assessment) == []
    assert rejudged(assessment) == assessment


def _control_status(data: Data) -> None:
    next(c for c in data["controls"] if c["status"] == "waived")["status"] = "held"


def _control_count(data: Data) -> None:
    data["controls"][0]["passed"] += 1


def _requirement_status(data: Data) -> None:
    next(r for r in data["frameworks"][0]["requirements"] if r["status"] == "partly-met")["status"] = "proven"


def _requirement_words(data: Data) -> None:
    data["frameworks"][0]["requirements"][-1]["why"] = "All is well."


def _requirement_designed(data: Data) -> None:
    next(r for r in data["frameworks"][0]["requirements"] if r["status"] == "partly-met")["designed"] = "proven"


def _requirement_deployed(data: Data) -> None:
    data["frameworks"][0]["requirements"][-1]["deployed"] = "holds"


def _requirement_operating(data: Data) -> None:
    data["frameworks"][0]["requirements"][-1]["operating"] = "holds"


def _control_designed(data: Data) -> None:
    next(c for c in data["controls"] if c["status"] == "waived")["designed"] = "held"


def _control_title(data: Data) -> None:
    data["controls"][0]["title"] = "All is well"


def _framework_counts(data: Data) -> None:
    counts = data["frameworks"][0]["counts"]
    counts["proven"], counts["partly-met"] = counts["partly-met"], counts["proven"]


def _framework_gone(data: Data) -> None:
    del data["frameworks"][1]


def _failing_check_gone(data: Data) -> None:
    data["checks"] = [c for c in data["checks"] if c["rule"] != "assertion::kms-rotation.rotation-on"]


def _check_of_no_control(data: Data) -> None:
    next(c for c in data["checks"] if c["controls"])["controls"] = []


def _check_twice(data: Data) -> None:
    data["checks"].append(data["checks"][0])


def _waived(data: Data) -> Data:
    entry: Data = next(c for c in data["checks"] if c["waived"])["waived"][0]
    return entry


def _waived_by_none(data: Data) -> None:
    _waived(data)["waiver"] = "W-9999"


def _waived_elsewhere(data: Data) -> None:
    waiver = _waived(data)["waiver"]
    next(w for w in data["waivers"] if w["id"] == waiver)["resources"] = ["Elsewhere/Bucket/Resource"]


def _waived_too_late(data: Data) -> None:
    waiver = _waived(data)["waiver"]
    next(w for w in data["waivers"] if w["id"] == waiver)["expires"] = "2026-11-01"


def _waiver_count(data: Data) -> None:
    data["waivers"][0]["covers"] += 1


def _days(data: Data) -> None:
    data["waivers"][0]["days_left"] += 100


def _approved_without_approver(data: Data) -> None:
    data["waivers"][0]["approval"] = "approved"


def _approval_that_hides_an_account(data: Data) -> None:
    waiver = next(w for w in data["waivers"] if w["id"] == "W-0016")
    waiver.update(approver="risk", ticket="R-1", approved="2026-11-23", approval="approved", approved_in=["security"])


def _zone(data: Data) -> None:
    data["zone"]["organisation"]["name"] = "Another"


def _environments(data: Data) -> None:
    data["environments"][0]["scope"] = "out-of-scope"


def _no_zone(data: Data) -> None:
    data["zone"] = None


def _broken_files(data: Data) -> None:
    data["broken_files"].append({"file": "a.yaml", "what": "it is not text"})


def _passed_twice(data: Data) -> None:
    check = next(c for c in data["checks"] if c["passed"])
    check["passed"] += check["passed"]


def _passed_and_waived(data: Data) -> None:
    check = next(c for c in data["checks"] if c["waived"])
    check["passed"] = sorted([*check["passed"], check["waived"][0]["resource"]])


def _passes_taken_away(data: Data) -> None:
    check = next(c for c in data["checks"] if c["passed"])
    check["passed"] = check["passed"][::-1]


def _resource_of_nowhere(data: Data) -> None:
    data["checks"][0]["met"] = [len(data["resources"])]


def _held_by_nothing(data: Data) -> None:
    check = next(c for c in data["checks"] if not c["elsewhere"])
    check["met"] = [0]


def _met(data: Data) -> Data:
    entry: Data = next(c for c in data["checks"] if c["met"])
    return entry


def _met_by_nothing(data: Data) -> None:
    _met(data)["met"] = []


def _met_in_another_environment(data: Data) -> None:
    check = next(c for c in data["checks"] if len(c["met"]) == 1)
    met = data["resources"][check["met"][0]]["environment"]
    check["met"].append(next(i for i, r in enumerate(data["resources"]) if r["environment"] != met))


def _environment_of_nowhere(data: Data) -> None:
    _met(data)["elsewhere"][0] = "environment 000000000000/eu-west-1"


def _stack_of_nowhere(data: Data) -> None:
    check = next(c for c in data["checks"] if any(place.startswith("stack ") for place in c["elsewhere"]))
    check["elsewhere"][0] = "stack Nowhere"


def _account_of_nowhere(data: Data) -> None:
    check = next(c for c in data["checks"] if any(place.startswith("account ") for place in c["elsewhere"]))
    check["elsewhere"][0] = "account 000000000000"


def _nothing_searched(data: Data) -> None:
    next(c for c in data["checks"] if c["searched"])["searched"] = None


def _no_stack_searched(data: Data) -> None:
    next(c for c in data["checks"] if c["searched"])["searched"]["stacks"] = []


def _requirements(data: Data) -> list[Data]:
    entries: list[Data] = data["frameworks"][0]["requirements"]
    return entries


def _parent_of_nowhere(data: Data) -> None:
    _requirements(data)[1]["parent"] = "nowhere"


def _its_own_parent(data: Data) -> None:
    _requirements(data)[1]["parent"] = _requirements(data)[1]["id"]


def _parent_gone(data: Data) -> None:
    del _requirements(data)[0]


def _entity(data: Data) -> None:
    data["zone"]["entity"] = "merchant"


def _applies_if(data: Data) -> None:
    next(r for r in _requirements(data) if r["level"] == "requirement" and r["applies_if"])["applies_if"] = []


def _unexamined(data: Data) -> None:
    del data["unexamined"][0]


def _overruled(data: Data) -> None:
    check = next(c for c in data["checks"] if c["passed"] and c["engine"] == "checkov" and c["controls"])
    entry = {"resource": check["passed"].pop(0), "decided_by": "assertion::kms-rotation.rotation-on"}
    check["overruled"].append(entry)


def _also_in_two(data: Data) -> None:
    one = next(c for c in data["checks"] if c["also"])
    data["checks"].append({**one, "rule": one["also"][0], "also": []})


def _verdict(data: Data) -> None:
    data["verdict"]["passed"] += 1


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (_verdict, "the verdict does not follow"),
        (_broken_files, "it has files that could not be read"),
        (_passed_twice, "are not one for each resource"),
        (_passed_and_waived, "are not one for each resource"),
        (_passes_taken_away, "are not one for each resource"),
        (_resource_of_nowhere, "names resources or stacks that are not there"),
        (_held_by_nothing, "does not pass, and is stated to be held"),
        (_met_by_nothing, "or is held by nothing there"),
        (_met_in_another_environment, "does not pass where it is stated to be held"),
        (_environment_of_nowhere, "does not pass where it is stated to be held"),
        (_stack_of_nowhere, "passes in an account or a stack that is not there"),
        (_account_of_nowhere, "passes in an account or a stack that is not there"),
        (_nothing_searched, "or is held by nothing there"),
        (_no_stack_searched, "or is held by nothing there"),
        (_parent_of_nowhere, "a framework, or the configuration, is malformed"),
        (_its_own_parent, "a framework, or the configuration, is malformed"),
        (_parent_gone, "a framework, or the configuration, is malformed"),
        (_entity, "a framework, or the configuration, is malformed"),
        (_applies_if, "is stated as not-applicable, and its controls make it"),
        (_unexamined, "the resources that no control examines do not follow"),
        (_overruled, "is overruled by assertion::kms-rotation.rotation-on, which does not decide over it"),
        (_also_in_two, "is there 2 times"),
        (_control_status, "is stated as held, and its checks make it waived"),
        (_control_count, "what is said of the control"),
        (_requirement_status, "is stated as proven, and its controls make it partly-met"),
        (_requirement_words, "does not follow from its controls"),
        (_requirement_designed, "the stages of pci-dss-4.0.1"),
        (_requirement_deployed, "the stages of pci-dss-4.0.1"),
        (_requirement_operating, "the stages of pci-dss-4.0.1"),
        (_control_designed, "what is said of the control"),
        (_control_title, "what is said of the control"),
        (_framework_counts, "do not follow from its requirements"),
        (_framework_gone, "the frameworks are not those"),
        (_failing_check_gone, "the check assertion::kms-rotation.rotation-on, which kms-rotation names, is missing"),
        (_check_of_no_control, "are not those that name it"),
        (_check_twice, "is there 2 times"),
        (_waived_by_none, "there is no such waiver"),
        (_waived_elsewhere, "which does not cover it"),
        (_waived_too_late, "which had expired on 2026-11-01"),
        (_waiver_count, "is stated to cover"),
        (_days, "has left do not follow"),
        (_approved_without_approver, "whether the waiver W-0005 is approved does not follow"),
        (_approval_that_hides_an_account, "whether the waiver W-0016 is approved does not follow"),
        (_zone, "the configuration's digest is not that"),
        (_environments, "the environments are not those"),
        (_no_zone, "has no configuration"),
    ],
)
def test_what_is_forged_is_named(data: str, forge: Callable[[Data], None], said: str) -> None:
    """Each kind, and the whole is refused with that."""
    changed = json.loads(data)
    forge(changed)
    assessment = Assessment.model_validate(changed)
    found = contradictions(assessment)
    assert any(said in sentence for sentence in found), found
    with pytest.raises(UserError, match="changed by hand") as caught:
        refuse_forged(assessment, "assessment.json")
    assert caught.value.exit_code == 2


def test_other_words_for_the_same_status_are_another_versions(data: str) -> None:
    """Where only statuses count, as for an assessment of an earlier release, a sentence may differ."""
    changed = json.loads(data)
    _requirement_words(changed)
    assert contradictions(Assessment.model_validate(changed), sentences=False) == []


@pytest.mark.parametrize("forge", [_requirement_designed, _requirement_deployed, _requirement_operating])
def test_stages_are_compared_where_sentences_are_not(data: str, forge: Callable[[Data], None]) -> None:
    """They do not differ by the words of a version."""
    changed = json.loads(data)
    forge(changed)
    assert contradictions(Assessment.model_validate(changed), sentences=False)


def test_an_assessment_with_evidence_is_refused_and_never_sealed(data: str, gated: Path) -> None:
    """Nor is one from which the evidence was taken, and what it did to statuses was left."""
    joined = joined_assessment(Assessment.model_validate_json(data))
    assert "it has evidence, which no synth joins to it" in contradictions(joined)
    left = contradictions(joined.model_copy(update={"evidence": None}), sentences=False)
    assert "the control kms-rotation is stated as not-held, and its checks make it held" in left
    assert "pci-dss-4.0.1 3.7.4 is stated as not-met, and its controls make it partly-met" in left
    with pytest.raises(ValueError, match="never sealed"):
        sealed(joined, gated)


def test_evidence_is_joined_to_what_was_designed(data: str) -> None:
    """The verdict, what the design earned and all that a synth wrote stay; judged again, the design comes back."""
    assessment = Assessment.model_validate_json(data)
    joined = joined_assessment(assessment)
    assert rejudged(joined.model_copy(update={"evidence": None})) == assessment
