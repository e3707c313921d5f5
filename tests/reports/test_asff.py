"""AWS Security Finding Format, judged by botocore's model of the call that imports it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.session import Session
from botocore.validate import ParamValidator

from landing_zone.assessment.model import Assessment
from landing_zone.reports import asff
from landing_zone.reports.asff import render
from tests.reports.outcomes import OUTCOMES, with_outcome


@pytest.fixture(scope="module")
def shape() -> Any:
    """What ``BatchImportFindings`` takes."""
    service = Session().get_service_model("securityhub")
    assert service.api_version == "2018-10-26"
    return service.operation_model("BatchImportFindings").input_shape


def _batches(assessment: Assessment) -> dict[str, list[dict[str, Any]]]:
    return {name: json.loads(data) for name, data in render(assessment).items() if name != "index.json"}


def _problems(shape: Any, batch: list[dict[str, Any]]) -> str:
    return str(ParamValidator().validate({"Findings": batch}, shape).generate_report())


def test_batches_are_what_the_call_takes(assessment: Assessment, shape: Any) -> None:
    """By botocore's model, which knows types, required fields and the size of a batch."""
    batches = _batches(assessment)
    assert batches
    for batch in batches.values():
        assert _problems(shape, batch) == ""
    broken = [{**batch[0], "Resources": "none"} for batch in batches.values()]
    assert "Resources" in _problems(shape, broken)


def test_values_are_those_that_aws_knows(assessment: Assessment, shape: Any) -> None:
    """Botocore checks no enumeration: each of ours is in its model."""
    finding = shape.members["Findings"].member
    compliance = finding.members["Compliance"].members["Status"].enum
    workflow = finding.members["Workflow"].members["Status"].enum
    label = finding.members["Severity"].members["Label"].enum
    partition = finding.members["Resources"].member.members["Partition"].enum
    for outcome in OUTCOMES:
        for batch in _batches(with_outcome(assessment, outcome)).values():
            for one in batch:
                assert one["Compliance"]["Status"] in compliance
                assert one["Workflow"]["Status"] in workflow
                assert one["Severity"]["Label"] in label
                assert one["Resources"][0]["Partition"] in partition


def test_texts_keep_within_the_limits(assessment: Assessment) -> None:
    """Of the guide: characters of title, description and remediation, related requirements, fields."""
    control = assessment.controls[0].model_copy(
        update={"remediation": "r" * 5000, "requirements": assessment.controls[0].requirements * 40}
    )
    changed = with_outcome(assessment, "failed")
    check = changed.checks[-1]
    long = check.failed[0].model_copy(update={"message": "m" * 5000})
    check = check.model_copy(update={"failed": (long,), "title": "t" * 5000})
    changed = changed.model_copy(
        update={"checks": (*changed.checks[:-1], check), "controls": (control, *assessment.controls[1:])}
    )
    for batch in _batches(changed).values():
        for one in batch:
            assert len(one["Title"]) <= 256
            assert len(one["Description"]) <= 1024
            assert len(one["GeneratorId"]) <= 512
            assert len(one.get("Remediation", {}).get("Recommendation", {}).get("Text", "")) <= 512
            assert len(one["Compliance"].get("RelatedRequirements", [])) <= 32
            assert all(len(value) <= 2048 for value in one["ProductFields"].values())
            assert len(json.dumps(one)) <= 240_000


def test_a_batch_is_of_one_account_and_region(assessment: Assessment) -> None:
    """Which its name and the index say, and the product's ARN too: Security Hub takes no other."""
    index = json.loads(render(assessment)["index.json"])
    batches = _batches(assessment)
    assert [row["file"] for row in index["batches"]] == sorted(batches)
    for row in index["batches"]:
        assert len(batches[row["file"]]) == row["findings"]
        for one in batches[row["file"]]:
            assert (one["AwsAccountId"], one["Region"]) == (row["account"], row["region"])
            assert one["ProductArn"] == (
                f"arn:aws:securityhub:{row['region']}:{row['account']}:product/{row['account']}/default"
            )


def test_what_has_no_account_is_listed_and_not_lost(assessment: Assessment) -> None:
    """It cannot be imported, and the index names it."""
    everywhere = assessment.model_copy(update={"stacks": (), "environments": ()})
    index = json.loads(render(everywhere)["index.json"])
    left_out = index["left-out-without-account"]
    assert {"rule": "cfn-lint::W1020", "outcome": "waived", "place": "Data"} in left_out
    total = sum(row["findings"] for row in index["batches"]) + len(left_out)
    before = json.loads(render(assessment)["index.json"])
    assert total == sum(row["findings"] for row in before["batches"])
    assert before["left-out-without-account"] == []


def test_batches_hold_no_more_than_the_call_takes(assessment: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    """By number, and by bytes; nothing is lost on the way, and ids are unique."""
    changed = with_outcome(assessment, "failed")
    check = changed.checks[-1]
    many = tuple(
        check.failed[0].model_copy(update={"resource": None, "stack": f"S{n}", "environment": "555555555555/eu-west-1"})
        for n in range(250)
    )
    changed = changed.model_copy(update={"checks": (*changed.checks[:-1], check.model_copy(update={"failed": many}))})
    batches = _batches(changed)
    assert max(len(batch) for batch in batches.values()) == asff.BATCH == 100
    ids = [one["Id"] for batch in batches.values() for one in batch]
    assert len(set(ids)) == len(ids) > 250
    monkeypatch.setattr(asff, "BATCH_BYTES", 10_000)
    small = _batches(changed)
    assert max(len(json.dumps(batch)) for batch in small.values()) < 10_500
    assert sorted(one["Id"] for batch in small.values() for one in batch) == sorted(ids)


def test_a_pass_takes_the_place_of_an_earlier_failure(assessment: Assessment) -> None:
    """The same check on the same resource has the same id, whatever it says."""
    ids = []
    for outcome in ("failed", "passed"):
        found = [one for batch in _batches(with_outcome(assessment, outcome)).values() for one in batch]
        ids.append([one["Id"] for one in found if one["Resources"][0]["Id"] == "Logs/Key/Resource"])
    assert sorted(ids[0]) == sorted(ids[1])
