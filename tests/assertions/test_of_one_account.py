"""What is an organisation's in most zones, and the account's own in a zone of one account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from landing_zone.assertions.evaluate import evaluate
from landing_zone.catalogue.load import load_catalogue
from landing_zone.files.policies_folder import policies_folder
from landing_zone.findings.finding import Status
from tests.catalogue.examples_zone import assembly

_BODY = "SourceIdentifier: IAM_POLICY_IN_USE\nAWSSupportAccess"
_PACK = {"Pack": ["AWS::Config::ConformancePack", {"TemplateBody": _BODY}, ["security/home"]]}


@pytest.mark.parametrize(("organisation", "status"), [("o-examplepay01", Status.FAIL), (None, Status.PASS)])
def test_a_pack_of_one_account_counts_without_an_organisation_alone(organisation: str | None, status: Status) -> None:
    """In an organisation it reaches one account of many, so the organisation's pack is asked for."""
    control = load_catalogue(policies_folder()).controls["iam-support-role"]
    made = assembly(_PACK)
    assert made.zone is not None
    zone = {**made.zone, "organisation": {**made.zone.get("organisation", {}), "id": organisation}}
    found = evaluate(replace(made, zone=zone), [control]).findings
    assert {f.status for f in found} == {status}


def _judged(control: str, properties: Mapping[str, Any]) -> dict[str, str]:
    """Return the status of each assertion that is asked of a bucket in the one account of a zone, by its id."""
    made = assembly({"Bucket": ["AWS::S3::Bucket", dict(properties), ["workload/home"]]})
    assert made.zone is not None
    roles = ["management", "log-archive", "security", "network"]
    (account,) = (one for one in made.zone["accounts"] if one["name"] == "workload")
    zone = {**made.zone, "organisation": {"slug": "examplepay"}, "accounts": [{**account, "also": roles}]}
    found = evaluate(replace(made, zone=zone), [load_catalogue(policies_folder()).controls[control]]).findings
    return {f.rule.rpartition(".")[2]: f.status.value for f in found if f.logical_id}


def _expires(days: int) -> dict[str, Any]:
    return {"LifecycleConfiguration": {"Rules": [{"Status": "Enabled", "ExpirationInDays": days}]}}


def _copied(account: str) -> dict[str, Any]:
    rule = {"Status": "Enabled", "Destination": {"Bucket": "arn:aws:s3:::copies", "Account": account}}
    return {"ReplicationConfiguration": {"Role": "r", "Rules": [rule]}}


_LOGS = {"BucketName": "examplepay-audit-logs-555555555555-eu-west-1"}
_OWN, _OTHER = "555555555555", "777777777777"


@pytest.mark.parametrize(
    ("control", "properties", "judged"),
    [
        # A bucket of a workload is not one of audit logs, though the account keeps these too.
        ("log-lifecycle-12m", _expires(30), {}),
        ("log-lifecycle-12m", _LOGS | _expires(30), {"kept-a-year": "fail", "three-months-at-hand": "pass"}),
        ("log-lifecycle-12m", {"ObjectLockEnabled": True} | _expires(30),
         {"kept-a-year": "fail", "three-months-at-hand": "pass"}),
        # A bucket of audit logs is not one of a workload: it answers no requirement about the workload's data.
        ("s3-retention-disposal", _LOGS | _expires(9999), {}),
        ("s3-retention-disposal", _expires(9999), {"no-longer-than-a-class": "fail"}),
        ("s3-retention-disposal", _expires(30), {"no-longer-than-a-class": "pass"}),
        ("no-data-from-elsewhere", _LOGS, {}),
        ("no-data-from-elsewhere", _LOGS | _copied(_OWN), {}),
        ("no-data-from-elsewhere", _LOGS | _copied(_OTHER), {"buckets": "fail"}),
        ("no-data-from-elsewhere", _copied(_OWN), {"buckets": "pass"}),
        ("no-data-from-elsewhere", _copied(_OTHER), {"buckets": "fail"}),
    ],
)  # fmt: skip
def test_buckets_of_logs_and_of_workloads_are_apart_in_one_account(
    control: str, properties: dict[str, Any], judged: dict[str, str]
) -> None:
    """What is asked of the one is not asked of the other, and does not answer for it."""
    assert _judged(control, properties) == judged
