"""What guardrails prevent, and what they leave to people, deployments and services: ``guardrail_requests``."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from landing_zone.config import LandingZone
from landing_zone_constructs.organisation_guardrails import Guardrail
from policy_evaluation.context import Context
from policy_evaluation.request import CallerKind
from stacks.guardrails import load_guardrails
from tests.stacks.guardrail_decisions import (
    ACCOUNTS,
    EVERYBODY,
    EVERYTHING,
    KINDS,
    Asked,
    asked,
    callers,
    denied_by,
    request,
)

REQUESTS = asked()
ADMINISTRATORS = ("aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_AWSAdministratorAccess_*",)
_CALLERS = callers()
ADMINISTRATOR, OTHER = _CALLERS["bootstrap-administrator"], _CALLERS["administrator"]
IMAGES = "cdk-hnb659fds-container-assets-555555555555-us-east-1"
_ASK = """
import { anonymousPrincipal, runSimulation } from '@cloud-copilot/iam-simulate';
import { readFileSync } from 'node:fs';
const { requests, everything, everybody, guardrails } = JSON.parse(readFileSync(0, 'utf8'));
const answers = {};
for (const one of requests) {
  const answer = await runSimulation({
    request: {
      action: one.action, resource: { resource: one.resource, accountId: one.owner }, contextVariables: one.context,
      principal: one.principal === '*' ? anonymousPrincipal : one.principal,
    },
    resourcePolicy: everybody,
    identityPolicies: [{ name: 'identity', policy: everything }],
    serviceControlPolicies: one.ours ? [{ orgIdentifier: 'r-exam', policies: guardrails.SERVICE_CONTROL_POLICY }] : [],
    resourceControlPolicies: [{ orgIdentifier: 'r-exam', policies: guardrails.RESOURCE_CONTROL_POLICY }],
  }, {});
  answers[one.place] = answer.overallResult ?? JSON.stringify(answer.errors ?? answer);
}
process.stdout.write(JSON.stringify(answers));
"""


@pytest.fixture(scope="module")
def guardrails(zone: LandingZone) -> tuple[Guardrail, ...]:
    """The shipped guardrails, filled in for the example with administrators who bootstrap."""
    bootstrap = zone.bootstrap.model_copy(update={"administrators": ADMINISTRATORS})
    return load_guardrails(zone.model_copy(update={"bootstrap": bootstrap}))


@pytest.mark.parametrize("one", REQUESTS, ids=lambda one: one.place)
def test_the_request_is_decided_as_expected(guardrails: tuple[Guardrail, ...], one: Asked) -> None:
    """It is denied by exactly the statements that should deny it, or let through."""
    assert denied_by(one.request, guardrails) == one.denied_by, one.why


def test_each_statement_denies_and_each_file_leaves_room(guardrails: tuple[Guardrail, ...]) -> None:
    """The data has a request that each statement denies, and in each file about as many that are let through."""
    denying = {sid for one in REQUESTS for sid in one.denied_by}
    assert denying == {s["Sid"] for one in guardrails if one.type in KINDS for s in one.content["Statement"]}
    total, denied = (
        Counter(one.file for one in REQUESTS if one.denied_by or everything) for everything in (True, False)
    )
    assert {file: count for file, count in total.items() if count < denied[file] * 1.5} == {}
    assert (len(REQUESTS) >= 200, sum(not one.denied_by for one in REQUESTS) >= 120) == (True, True)


def test_each_request_says_why(guardrails: tuple[Guardrail, ...]) -> None:
    """A reader sees what the room is for; and no request is there twice."""
    assert [one.place for one in REQUESTS if len(one.why.split()) < 3] == []
    assert len({_identity(one) for one in REQUESTS}) == len(REQUESTS)


def _identity(one: Asked) -> str:
    request = one.request
    return json.dumps([request.caller.name, request.action, request.resource, dict(request.context)], sort_keys=True)


@pytest.mark.parametrize(
    ("kind", "resource"),
    [
        ("AWS::S3::Bucket", "arn:aws:s3:::cdk-hnb659fds-assets-555555555555-us-east-1"),
        ("AWS::S3::BucketPolicy", "arn:aws:s3:::cdk-hnb659fds-assets-555555555555-us-east-1"),
        (
            "AWS::ECR::Repository",
            f"arn:aws:ecr:us-east-1:555555555555:repository/{IMAGES}",
        ),
        ("AWS::KMS::Alias", "arn:aws:kms:us-east-1:555555555555:alias/cdk-hnb659fds-assets"),
        ("AWS::KMS::Key", "arn:aws:kms:us-east-1:555555555555:key/11111111-2222-3333-4444-555555555555"),
        ("AWS::SSM::Parameter", "arn:aws:ssm:us-east-1:555555555555:parameter/cdk-bootstrap/hnb659fds/version"),
    ],
)
def test_the_bootstrap_can_be_made_where_global_services_live(
    guardrails: tuple[Guardrail, ...], kind: str, resource: str
) -> None:
    """CloudFormation's handlers of its types do what they need there as an administrator, and as no other caller."""
    handlers = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema["handlers"]
    service = resource.split(":")[2]
    actions = {p for name in ("create", "read", "update", "delete") for p in handlers[name]["permissions"]}
    ours = sorted(action for action in actions if action.partition(":")[0] == service)
    assert len(ours) >= 3
    for who, expected in ((ADMINISTRATOR, set()), (OTHER, {("KeepBootstrapToDeployment",)})):
        found = {
            denied_by(
                request(
                    who,
                    action=action,
                    resource="*" if action in {"kms:CreateKey", "kms:ListAliases"} else resource,
                    region="us-east-1",
                ),
                guardrails,
            )
            for action in ours
        }
        assert found - {()} == expected, who


def test_another_evaluator_agrees(
    guardrails: tuple[Guardrail, ...], root: Path, environment: Mapping[str, str]
) -> None:
    """``@cloud-copilot/iam-simulate`` denies and lets through the same; it also knows which resources an action has."""
    written: dict[str, Any] = {kind: [{"name": "FullAWSAccess", "policy": EVERYTHING}] for kind in KINDS}
    written["RESOURCE_CONTROL_POLICY"] = []
    for guardrail in guardrails:
        if guardrail.type in KINDS:
            written[guardrail.type].append({"name": guardrail.id, "policy": guardrail.content})
    requests = [_for_the_other(one) for one in REQUESTS if one.request.caller.kind is not CallerKind.ANONYMOUS]
    done = subprocess.run(
        ["node", "--input-type=module", "-e", _ASK],
        cwd=root / "tests/tools",
        input=json.dumps(
            {"requests": requests, "everything": EVERYTHING, "everybody": EVERYBODY, "guardrails": written}
        ),
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    answers: dict[str, str] = json.loads(done.stdout)
    expected = {one.place: "ExplicitlyDenied" if one.denied_by else "Allowed" for one in REQUESTS}
    assert {place: answer for place, answer in answers.items() if answer != expected[place]} == {}


def _for_the_other(one: Asked) -> dict[str, Any]:
    """The request as npm's evaluator takes it: it sets no condition key, and binds whomever it gets policies for."""
    request, caller = one.request, one.request.caller
    context = {key: list(value) if isinstance(value, tuple) else value for key, value in request.context.items()}
    for key in ("aws:PrincipalArn", "aws:PrincipalIsAWSService"):
        if values := Context(request).get(key):
            context[key] = values[0]
    return {
        "place": one.place,
        "principal": caller.name,
        "action": request.action,
        "resource": request.resource,
        "owner": request.resource_account,
        "context": context,
        "ours": caller.account in ACCOUNTS and caller.kind is not CallerKind.SERVICE_LINKED_ROLE,
    }
