"""What is an organisation's in most zones, and the account's own in a zone of one account."""

from __future__ import annotations

from dataclasses import replace

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
