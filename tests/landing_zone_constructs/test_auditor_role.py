"""The role by which evidence is collected."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs.auditor_role import AuditorRole

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "CollectEvidence",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::333333333333:root"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-examplepay01"}},
        }
    ],
}


def policy(*actions: str) -> dict[str, Any]:
    """A policy that allows these actions."""
    return {
        "Version": "2012-10-17",
        "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": list(actions), "Resource": "*"}],
    }


def build(stack: cdk.Stack, *policies: dict[str, Any]) -> Template:
    """Return the template of a stack with the role."""
    AuditorRole(stack, "Auditor", role_name="landing-zone-auditor", trust=TRUST, policies=policies)
    return Template.from_stack(stack)


def test_the_role_has_the_given_name_and_trust_and_nothing_more(stack: cdk.Stack) -> None:
    """It has no inline policy, and a session ends after an hour."""
    template = build(stack, policy("s3:ListAllMyBuckets"), policy("kms:ListKeys"))
    (role,) = template.find_resources("AWS::IAM::Role").values()
    names = list(template.find_resources("AWS::IAM::ManagedPolicy"))
    assert role["Properties"] == {
        "RoleName": "landing-zone-auditor",
        "Description": "Collects evidence of what runs, read only (lz evidence collect)",
        "AssumeRolePolicyDocument": TRUST,
        "ManagedPolicyArns": [{"Ref": name} for name in names],
        "MaxSessionDuration": 3600,
    }


def test_the_policies_are_the_documents(stack: cdk.Stack) -> None:
    """Nothing is added, merged or split, and none has a physical name, which would prevent its replacement."""
    documents = [policy("s3:ListAllMyBuckets"), policy("kms:ListKeys")]
    made = [
        found["Properties"] for found in build(stack, *documents).find_resources("AWS::IAM::ManagedPolicy").values()
    ]
    assert [found["PolicyDocument"] for found in made] == documents
    assert not any("ManagedPolicyName" in found for found in made)


@pytest.mark.parametrize(
    ("policies", "message"),
    [
        ([], "at least one policy"),
        ([policy()], "at least one policy"),
        ([policy("s3:ListAllMyBuckets", "kms:List*")], r"must name each action .* got \['kms:List\*'\]"),
        ([policy("ec2:Describe?pcs")], r"got \['ec2:Describe\?pcs'\]"),
    ],
)
def test_a_policy_that_allows_nothing_or_too_much_is_refused(
    stack: cdk.Stack, policies: list[dict[str, Any]], message: str
) -> None:
    """A role without permissions collects nothing; a wildcard may match an action that AWS adds later."""
    with pytest.raises(ValueError, match=message):
        build(stack, *policies)
