"""The auditor's role, as every account has it."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

import stacks.baseline
from landing_zone.config import Environment, LandingZone
from landing_zone.evidence.auditor import AUDITOR_ROLE
from landing_zone.evidence.policy import auditor_actions
from landing_zone.evidence.registry import all_queries
from stacks.app_context import app_context
from stacks.guardrails import load_guardrails
from tests.conftest import Run
from tests.stacks.guardrail_decisions import denied_by, request
from tests.stacks.synthesized import Synthesized


def role_of(template: Mapping[str, Any]) -> dict[str, Any]:
    """Return the role of a template: its trust policy, and the documents of its managed policies."""
    resources = template["Resources"]
    role = next(r["Properties"] for r in resources.values() if r.get("Properties", {}).get("RoleName") == AUDITOR_ROLE)
    documents = [resources[arn["Ref"]]["Properties"]["PolicyDocument"] for arn in role["ManagedPolicyArns"]]
    return {"trust": role["AssumeRolePolicyDocument"], "policies": documents}


def test_every_account_has_one_role_in_its_home_region(zone: LandingZone, assembly: Synthesized) -> None:
    """IAM is global, so it would refuse a second role in the mirror."""
    found = [s for s, properties in assembly.resources("AWS::IAM::Role") if properties.get("RoleName") == AUDITOR_ROLE]
    assert sorted(found) == sorted(f"Baseline-{account.name}-{zone.regions.home}" for account in zone.accounts)


def test_the_deployed_role_is_the_one_that_the_command_prints(
    assembly: Synthesized, run: Callable[..., Run], gated: Path
) -> None:
    """``lz evidence policy`` and the template agree, so a role made by hand is the same."""
    done = run("lz", "evidence", "policy", gated)
    assert done.code == 0, done.err
    printed = json.loads(done.out)
    assert printed["RoleName"] == AUDITOR_ROLE
    assert role_of(assembly.templates["Baseline-cde-production-eu-west-1"]) == {
        "trust": printed["AssumeRolePolicyDocument"],
        "policies": [policy["PolicyDocument"] for policy in printed["ManagedPolicies"]],
    }


def test_a_new_query_changes_the_deployed_role(
    zone: LandingZone, assembly: Synthesized, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The permissions that a query declares are in the next template automatically."""
    account = next(account for account in zone.accounts if account.name == "cde-production")
    new = dataclasses.replace(all_queries()[0], id="new", actions=("glue:GetSecurityConfigurations",))
    monkeypatch.setattr(stacks.baseline, "all_queries", lambda: (*all_queries(), new))
    app = cdk.App(context=app_context(), analytics_reporting=False)
    environment = Environment(account=account, region=zone.regions.home, is_home=True)
    after = role_of(Template.from_stack(stacks.baseline.Baseline(app, environment=environment, zone=zone)).to_json())
    before = role_of(assembly.templates["Baseline-cde-production-eu-west-1"])
    added = {a for p in after["policies"] for s in p["Statement"] for a in s["Action"]} - {
        a for p in before["policies"] for s in p["Statement"] for a in s["Action"]
    }
    assert (added, after["trust"]) == ({"glue:GetSecurityConfigurations"}, before["trust"])


def test_no_guardrail_denies_the_queries_of_the_role(zone: LandingZone) -> None:
    """In home and mirror no guardrail denies an action; outside the organisation's Regions one does."""
    guardrails = load_guardrails(zone)
    who = {"kind": "role", "name": f"arn:aws:iam::555555555555:role/{AUDITOR_ROLE}"}
    regional = [
        (action, region)
        for action in auditor_actions(all_queries())
        for region in zone.regions.governed
        if denied_by(request(who, action=action, region=region), guardrails)
    ]
    assert regional == []
    assert denied_by(request(who, action="ec2:DescribeVpcs", region="us-west-2"), guardrails)


def test_a_synth_does_not_wait_for_boto3() -> None:
    """Composing reads the queries' declarations; boto3 is imported only when a query runs."""
    code = "import sys, stacks.baseline; from landing_zone.evidence.registry import all_queries; all_queries(); "
    code += "print(sorted({'boto3', 'botocore'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr[-2000:]
