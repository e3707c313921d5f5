"""The oracle: npm's ``@cloud-copilot/iam-simulate``, which is AGPL, and so judges in tests alone."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from policy_evaluation.decision import Outcome
from policy_evaluation.policy import PolicyKind
from policy_evaluation.request import CallerKind
from tests.policy_evaluation.random_requests import ALL, Case, keys_of

_ASK = """
import { runSimulation, anonymousPrincipal } from '@cloud-copilot/iam-simulate';
import { readFileSync } from 'node:fs';
const cases = JSON.parse(readFileSync(0, 'utf8'));
const found = [];
for (const one of cases) {
  if (one.request.principal === null) one.request.principal = anonymousPrincipal;
  const answer = await runSimulation(one, {});
  const ignored = answer.ignoredContextKeys ?? [];
  found.push(ignored.length || !answer.overallResult ? JSON.stringify([answer, one]) : answer.overallResult);
}
process.stdout.write(JSON.stringify(found));
"""
# What the oracle does not know, and gets as policies:
# "By default, all requests are implicitly denied with the exception of the AWS account root user", which may do all.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
ROOT_MAY = {"name": "root", "policy": {"Version": "2012-10-17", "Statement": ALL}}
# These are not in the list of AWS services that support resource control policies; it applies them to every service.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
WITHOUT_RESOURCE_CONTROL = {"sns", "lambda"}
_OUTCOMES = {
    "Allowed": Outcome.ALLOWED,
    "ExplicitlyDenied": Outcome.DENIED,
    "ImplicitlyDenied": Outcome.NOT_ALLOWED,
}


def ask(cases: Sequence[Case], root: Path, environment: dict[str, str]) -> list[Outcome]:
    """Return what the oracle says of each case, in one process."""
    done = subprocess.run(
        ["node", "--input-type=module", "-e", _ASK],
        cwd=root / "tests/tools",
        input=json.dumps([_simulation(case) for case in cases]),
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert set(found) <= set(_OUTCOMES), next(one for one in found if one not in _OUTCOMES)[:3000]
    return [_OUTCOMES[one] for one in found]


def _simulation(case: Case) -> dict[str, Any]:
    caller = case.request.caller
    of_kind = {
        kind: [{"name": p.name, "policy": p.document} for p in case.policies if p.kind is kind] for kind in PolicyKind
    }
    levels = {
        kind: [
            {"orgIdentifier": f"level-{p.level}", "policies": [{"name": p.name, "policy": p.document}]}
            for p in case.policies
            if p.kind is kind
        ]
        for kind in (PolicyKind.SERVICE_CONTROL, PolicyKind.RESOURCE_CONTROL)
    }
    if caller.kind is CallerKind.ROOT:
        of_kind[PolicyKind.IDENTITY] = [ROOT_MAY]
    if case.request.action.partition(":")[0] in WITHOUT_RESOURCE_CONTROL:
        levels[PolicyKind.RESOURCE_CONTROL] = []
    context = {key: list(v) if isinstance(v, tuple) else v for key, v in case.request.context.items()}
    simulation = {
        "request": {
            "principal": None if caller.kind is CallerKind.ANONYMOUS else caller.name,
            "action": case.request.action,
            "resource": {"resource": case.request.resource, "accountId": case.request.resource_account},
            "contextVariables": keys_of(caller) | context,
        },
        "identityPolicies": of_kind[PolicyKind.IDENTITY],
        "serviceControlPolicies": levels[PolicyKind.SERVICE_CONTROL],
        "resourceControlPolicies": levels[PolicyKind.RESOURCE_CONTROL],
        "resourcePolicy": next((p["policy"] for p in of_kind[PolicyKind.RESOURCE]), None),
        "permissionBoundaryPolicies": of_kind[PolicyKind.BOUNDARY] or None,
        "vpcEndpointPolicies": of_kind[PolicyKind.ENDPOINT] or None,
        "sessionPolicy": next((p["policy"] for p in of_kind[PolicyKind.SESSION]), None),
    }
    return {key: value for key, value in simulation.items() if value is not None}
