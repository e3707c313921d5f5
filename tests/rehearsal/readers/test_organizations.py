"""Policies of the organisation, made and changed by the API of Organizations."""

from __future__ import annotations

import json

from tests.rehearsal.readers.account import Account, Declared


def test_a_policy_is_read_with_its_targets(account: Account) -> None:
    """A guardrail that was detached from the root, or rewritten, differs."""
    organizations = account.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    content = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Action": "cloudtrail:StopLogging", "Resource": "*"}],
    }
    made = organizations.create_policy(
        Name="guard", Description="Keeps the trail", Content=json.dumps(content), Type="SERVICE_CONTROL_POLICY"
    )["Policy"]["PolicySummary"]["Id"]
    policy = Declared(
        "AWS::Organizations::Policy",
        made,
        {
            "Content": content,
            "Description": "Keeps the trail",
            "Name": "guard",
            "TargetIds": [root],
            "Type": "SERVICE_CONTROL_POLICY",
        },
    )
    account.differing(policy, "TargetIds")
    organizations.attach_policy(PolicyId=made, TargetId=root)
    account.created(policy)
    weaker = json.dumps(content).replace("StopLogging", "DeleteTrail")
    organizations.update_policy(PolicyId=made, Content=weaker)
    account.differing(policy, "Content")
    organizations.detach_policy(PolicyId=made, TargetId=root)
    organizations.delete_policy(PolicyId=made)
    account.missing(policy)
