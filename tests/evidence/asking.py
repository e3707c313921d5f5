"""Runs one query against a stubbed AWS: each response is checked against the service's model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from botocore.stub import Stubber

from landing_zone.cloudformation.model import Resource, Template
from landing_zone.config import load_landing_zone
from landing_zone.evidence.ask import AskResult, ask
from landing_zone.evidence.calls import Calls, ServiceLimits
from landing_zone.evidence.design import Design, Guardrail
from landing_zone.evidence.plan import Ask
from landing_zone.evidence.registry import all_queries
from landing_zone.evidence.target import QueryTarget

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ACCOUNT, HOME, MIRROR = "555555555555", "eu-west-1", "eu-central-1"
IDENTITY = f"arn:aws:sts::{ACCOUNT}:assumed-role/landing-zone-auditor/lz-evidence"
BUCKET = "examplepay-audit-logs-222222222222-eu-west-1"
GUARDRAIL = {"Version": "2012-10-17", "Statement": []}
CALLS = Calls(ServiceLimits(4))
_SESSION = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=HOME)


@dataclass(frozen=True)
class Call:
    """One call that a query makes, and AWS's response: data, or an error's code."""

    service: str
    operation: str
    answer: Mapping[str, Any] | str = field(default_factory=dict)
    region: str = HOME


@dataclass(frozen=True)
class Case:
    """AWS's responses to a query, the verdicts that it must yield, and a part of its sentences."""

    calls: Sequence[Call]
    verdicts: Sequence[str]
    says: str = ""
    account: str = "cde-production"
    region: str = HOME


@cache
def design() -> Design:
    """The example zone with two stacks, a locked bucket and a guardrail."""
    zone = load_landing_zone(ROOT / "landing-zone.yaml")
    lock = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 400}}}
    bucket = {
        "BucketName": BUCKET,
        "ObjectLockConfiguration": lock,
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
        },
    }
    return Design(
        zone=zone,
        digest="0" * 64,
        guardrails=(Guardrail("examplepay-region-deny", "SERVICE_CONTROL_POLICY", ("r-exam",), GUARDRAIL),),
        buckets={BUCKET: bucket},
        templates={
            "222222222222/eu-west-1": (
                template("LogArchive", "222222222222", {"Bucket": ("AWS::S3::Bucket", bucket)}),
            ),
            f"{ACCOUNT}/{HOME}": (template("Baseline", ACCOUNT, {}),),
        },
        config_rule_names={"Baseline-Rotation": "CMK_BACKING_KEY_ROTATION_ENABLED"},
        by_config_rule={"CMK_BACKING_KEY_ROTATION_ENABLED": ("kms-rotation",)},
        by_security_hub={"KMS.4": ("kms-rotation",)},
    )


def template(name: str, account: str, resources: Mapping[str, tuple[str, Mapping[str, Any]]]) -> Template:
    """A stack in the home Region."""
    body = {"Resources": {id_: {"Type": type_, "Properties": p} for id_, (type_, p) in resources.items()}}
    found = {
        id_: Resource(name, id_, type_, properties, "", f"{account}/{HOME}", 0, {})
        for id_, (type_, properties) in resources.items()
    }
    return Template(name, Path(f"{name}.template.json"), body, "", found, account, HOME, "0" * 64)


def place_of(query: str, connect: Any, account: str = "cde-production", region: str = HOME) -> tuple[Ask, QueryTarget]:
    """Where a query runs: by its level and role, or else in the account of the case."""
    found = next(q for q in all_queries() if q.id == query)
    of = design()
    here = of.zone.account_with_role(found.asked_in) if found.asked_in else of.zone.account(account)
    return Ask(found, here, region), QueryTarget(here, region, of, NOW, connect)


def asked(query: str, case: Case) -> tuple[AskResult, set[str]]:
    """Run a query on a case's responses, all of which must be used. Returns the IAM actions that it needed too."""
    stubs: dict[tuple[str, str], Stubber] = {}
    for call in case.calls:
        if (call.service, call.region) not in stubs:
            stubs[call.service, call.region] = Stubber(client_of(call.service, call.region))
            stubs[call.service, call.region].activate()
        stub = stubs[call.service, call.region]
        if isinstance(call.answer, str):
            stub.add_client_error(call.operation, call.answer)
        else:
            stub.add_response(call.operation, dict(call.answer))
    try:
        which, place = place_of(query, client_of, case.account, case.region)
        found = ask(which, place, CALLS, IDENTITY)
        for stub in stubs.values():
            stub.assert_no_pending_responses()
    finally:
        for stub in stubs.values():
            stub.deactivate()
    return found, set(CALLS.made)


@cache
def client_of(service: str, region: str) -> Any:
    """A watched client, made once: making one is most of a test's time."""
    client = _SESSION.client(service, region_name=region)
    CALLS.watch(client)
    return client


def verdicts(found: AskResult) -> Iterable[str]:
    """The verdicts, in the order of the answers."""
    return [answer.verdict.value for answer in found.answers]
