"""Each contract of delivery is allowed on an assembly that admits it, and fails on one that refuses it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from landing_zone.catalogue.delivery import Sureness
from landing_zone.catalogue.load import load_catalogue
from landing_zone.deliveries.evaluate import evaluate_deliveries
from landing_zone.findings.finding import Status
from tests.conftest import ROOT
from tests.deliveries.conftest import assembly_of

CONTRACTS = load_catalogue(ROOT / "policies").deliveries
REQUESTS = [(contract.id, request.id) for contract in CONTRACTS.values() for request in contract.requests]
_WITHOUT_PRINCIPAL = "AWS::IAM::Policy"
_TRUST = "AWS::IAM::Role"


def refused(resources: dict[str, Any], action: str) -> dict[str, Any]:
    """Let every policy deny an action to everybody."""
    deny = {"Sid": "Refuses", "Effect": "Deny", "Action": action}
    for resource in resources.values():
        who = {} if resource["Type"] == _WITHOUT_PRINCIPAL else {"Principal": "*"}
        where = {} if resource["Type"] == _TRUST else {"Resource": "*"}
        for document in _documents(resource["Properties"]):
            document["Statement"] = [*document["Statement"], {**deny, **who, **where}]
    document = {"Version": "2012-10-17", "Statement": [{**deny, "Principal": "*", "Resource": "*"}]}
    refusal = {"Type": "AWS::Logs::ResourcePolicy", "Properties": {"PolicyName": "no", "PolicyDocument": document}}
    return {**resources, "Refusal": refusal}


def _documents(properties: Any) -> Iterator[dict[str, Any]]:
    if isinstance(properties, dict):
        if isinstance(properties.get("Statement"), list):
            yield properties
        for value in properties.values():
            yield from _documents(value)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_is_allowed_where_it_is_admitted(contract: str, everything: dict[str, Any]) -> None:
    """It arises, each request is decided, and nothing of it is in no template."""
    found = evaluate_deliveries(assembly_of(everything), [CONTRACTS[contract]])

    assert found.outside == []
    assert found.findings
    assert [(finding.logical_id, finding.message) for finding in found.findings if finding.status != Status.PASS] == []


@pytest.mark.parametrize(("contract", "request_id"), REQUESTS)
def test_fails_where_one_of_its_requests_is_refused(contract: str, request_id: str, everything: dict[str, Any]) -> None:
    """The finding names the service, the action, and the statement that refuses."""
    asked = CONTRACTS[contract]
    (request,) = (one for one in asked.requests if one.id == request_id)
    for action in request.action:
        found = evaluate_deliveries(assembly_of(refused(copy.deepcopy(everything), action)), [asked])
        failing = [finding for finding in found.findings if finding.status == Status.FAIL]
        said = [one.message for one in failing if asked.service in one.message and "Refuses of " in one.message]

        assert failing, (action, [finding.message for finding in found.findings])
        assert any(f"is refused {action} on " in message for message in said), (action, said)
        assert {finding.rule for finding in failing} == {asked.rule}


def test_every_contract_is_of_a_documented_service() -> None:
    """Each has a page of AWS; what is left open is said, and what is unconfirmed says so."""
    for contract in CONTRACTS.values():
        assert any(source.page.startswith("https://docs.aws.amazon.com/") for source in contract.sources), contract.id
        if contract.sure is Sureness.UNCONFIRMED:
            assert contract.left_open, contract.id
