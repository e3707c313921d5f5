"""IAM resources, made and changed by IAM's own API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.rehearsal.readers.account import ACCOUNT, Account, Declared

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
        }
    ],
}
WRITTEN_TRUST = json.dumps(TRUST).replace('{"Ref": "AWS::AccountId"}', f'["{ACCOUNT}"]')
PUTS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "events:PutEvents", "Resource": "*"}]}
READS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "events:List*", "Resource": "*"}]}


@pytest.fixture
def iam(account: Account) -> Any:
    """IAM's client."""
    return account.client("iam")


@pytest.fixture
def role(iam: Any) -> str:
    """A role that EventBridge takes on."""
    iam.create_role(RoleName="sender", AssumeRolePolicyDocument=WRITTEN_TRUST, Description="Sends")
    return "sender"


def test_a_role_is_read_with_its_policies(account: Account, iam: Any, role: str) -> None:
    """Who may take on a role, and what it is given, differ when they are changed."""
    iam.put_role_policy(RoleName=role, PolicyName="puts", PolicyDocument=json.dumps(PUTS))
    declared = Declared(
        "AWS::IAM::Role",
        role,
        {
            "AssumeRolePolicyDocument": TRUST,
            "Description": "Sends",
            "Policies": [{"PolicyName": "puts", "PolicyDocument": PUTS}],
        },
    )
    account.created(declared)
    iam.put_role_policy(RoleName=role, PolicyName="puts", PolicyDocument=json.dumps(READS))
    anybody = WRITTEN_TRUST.replace("Service", "AWS").replace("events.amazonaws.com", "*")
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=anybody)
    account.differing(declared, "AssumeRolePolicyDocument", "Policies[0].PolicyDocument")
    iam.delete_role_policy(RoleName=role, PolicyName="puts")
    account.differing(declared, "AssumeRolePolicyDocument", "Policies")
    iam.delete_role(RoleName=role)
    account.missing(declared)


def test_a_managed_policy_is_read_in_its_default_version(account: Account, iam: Any, role: str) -> None:
    """What counts is the version that applies, and whom it is attached to."""
    arn = iam.create_policy(PolicyName="sends", PolicyDocument=json.dumps(PUTS))["Policy"]["Arn"]
    declared = Declared(
        "AWS::IAM::ManagedPolicy", arn, {"Path": "/", "PolicyDocument": PUTS, "Roles": [role], "Users": []}
    )
    account.differing(declared, "Roles")
    iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    account.created(declared)
    given = {"ManagedPolicyArns": [arn], "AssumeRolePolicyDocument": TRUST}
    account.created(Declared("AWS::IAM::Role", role, given))
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(READS), SetAsDefault=True)
    account.differing(declared, "PolicyDocument")
    iam.detach_role_policy(RoleName=role, PolicyArn=arn)
    account.differing(Declared("AWS::IAM::Role", role, given), "ManagedPolicyArns")
    iam.delete_policy_version(PolicyArn=arn, VersionId="v1")
    iam.delete_policy(PolicyArn=arn)
    account.missing(declared)


def test_an_inline_policy_is_read_from_each_role(account: Account, iam: Any, role: str) -> None:
    """A role whose document is another one does not have the policy."""
    iam.create_role(RoleName="other", AssumeRolePolicyDocument=WRITTEN_TRUST)
    declared = Declared(
        "AWS::IAM::Policy", "puts", {"PolicyName": "puts", "PolicyDocument": PUTS, "Roles": [role, "other"]}
    )
    account.missing(declared)
    for name in (role, "other"):
        iam.put_role_policy(RoleName=name, PolicyName="puts", PolicyDocument=json.dumps(PUTS))
    account.created(declared)
    iam.put_role_policy(RoleName="other", PolicyName="puts", PolicyDocument=json.dumps(READS))
    account.differing(declared, "Roles")


def test_a_service_linked_role_is_read_by_its_path(account: Account, iam: Any) -> None:
    """The service of such a role is in its path."""
    made = iam.create_service_linked_role(AWSServiceName="config.amazonaws.com")["Role"]
    declared = Declared("AWS::IAM::ServiceLinkedRole", made["RoleName"], {"AWSServiceName": "config.amazonaws.com"})
    account.created(declared)
    other = Declared(declared.type, declared.physical_id, {"AWSServiceName": "guardduty.amazonaws.com"})
    account.differing(other, "AWSServiceName")
    iam.delete_role(RoleName=made["RoleName"])
    account.missing(declared)
