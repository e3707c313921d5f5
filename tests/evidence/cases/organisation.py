"""The organisation: its accounts, guardrails, stack sets, and Identity Center."""

from __future__ import annotations

import json
from typing import Any

from tests.evidence.asking import ACCOUNT, GUARDRAIL, Call, Case, design

_INSTANCE = "arn:aws:sso:::instance/ssoins-1234567890abcdef"


def _accounts(**changed: str) -> list[Call]:
    found = [{"Id": account.id, "State": "ACTIVE"} for account in design().zone.accounts]
    found = [item | {"State": changed.get(f"a{item['Id']}", "ACTIVE")} for item in found]
    more = [
        {"Id": id_[1:], "State": state} for id_, state in changed.items() if id_[1:] not in {f["Id"] for f in found}
    ]
    return [
        Call("organizations", "list_accounts", {"Accounts": found[:4], "NextToken": "more"}),
        Call("organizations", "list_accounts", {"Accounts": [*found[4:], *more]}),
    ]


def _guardrail(attached: bool, content: Any = None) -> list[Call]:
    policy = {"Name": "examplepay-region-deny", "Id": "p-12345678"}
    listed = Call("organizations", "list_policies_for_target", {"Policies": [policy] if attached else []})
    described = Call("organizations", "describe_policy", {"Policy": {"Content": json.dumps(content)}})
    return [listed, described] if attached else [listed]


def _stack_set(**more: str) -> list[Call]:
    item = {"Account": ACCOUNT, "Region": "eu-west-1", "Status": "CURRENT"} | more
    return [
        Call("cloudformation", "list_stack_sets", {"Summaries": [{"StackSetName": "s", "StackSetId": "s:1"}]}),
        Call("cloudformation", "list_stack_instances", {"Summaries": [item]}),
    ]


def _identity_center(*sets: str) -> list[Call]:
    return [
        Call("sso-admin", "list_instances", {"Instances": [{"InstanceArn": _INSTANCE, "Status": "ACTIVE"}]}),
        Call("sso-admin", "list_permission_sets", {"PermissionSets": list(sets)}),
    ]


CASES = {
    "organisation_accounts": [
        Case(_accounts(), ["pass"] * 10),
        Case(_accounts(a101010101010="SUSPENDED"), ["fail"] + ["pass"] * 9, "is SUSPENDED"),
        Case(_accounts(a121212121212="ACTIVE"), ["pass"] * 2 + ["fail"] + ["pass"] * 8, "is not in the configuration"),
    ],
    "guardrails_attached": [
        Case(_guardrail(True, GUARDRAIL), ["pass"]),
        Case(
            _guardrail(True, GUARDRAIL | {"Statement": [{"Effect": "Allow"}]}),
            ["fail"],
            "not have the declared content",
        ),
        Case(_guardrail(False), ["fail"], "is not attached to r-exam"),
        Case([Call("organizations", "list_policies_for_target", "TargetNotFoundException")], ["fail"], "not attached"),
    ],
    "stack_set_instances": [
        Case(_stack_set(), ["pass"]),
        Case(_stack_set(Status="OUTDATED", StatusReason="denied"), ["fail"], "is outdated: denied"),
        Case(_stack_set(DriftStatus="DRIFTED"), ["fail"], "has drifted"),
    ],
    "identity_center": [
        Case(_identity_center("arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef"), ["pass"]),
        Case(_identity_center(), ["fail"], "no permission set"),
        Case([Call("sso-admin", "list_instances", {"Instances": []})], ["fail"], "has no Identity Center"),
    ],
}
