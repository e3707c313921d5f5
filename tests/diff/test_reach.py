"""Of a new environment's rights, those that reach what was there before are said, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from landing_zone.diff.rights import rights
from tests.diff.edits import Stacks, stacks

OLD, NEW, REGION = "111111111111/eu-west-1", "222222222222/eu-west-1", "111111111111/eu-central-1"
OWN = {"Fn::Join": ["", ["arn:aws:iam::", {"Ref": "AWS::AccountId"}, ":root"]]}
BEFORE: Stacks = {(OLD, "A"): {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "shared"}}}}


def statement(**more: Any) -> dict[str, Any]:
    """A statement that allows something."""
    return {"Effect": "Allow", "Action": "s3:GetObject", **more}


def role_policy(resource: Any) -> dict[str, Any]:
    """What a role may do."""
    document = {"Statement": [statement(Resource=resource)]}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}


def resource_policy(principal: Any, **more: Any) -> dict[str, Any]:
    """What others may do with a key."""
    document = {"Statement": [statement(Principal=principal, Resource="*", **more)]}
    return {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": document}}


def trust(principal: Any) -> dict[str, Any]:
    """Who may assume a role."""
    document = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}]}
    return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": document}}


@pytest.mark.parametrize(
    ("resource", "reaches"),
    [
        (role_policy("*"), False),
        (role_policy({"Fn::GetAtt": ["Bucket", "Arn"]}), False),
        (role_policy("arn:aws:s3:::222222222222-own/*"), False),
        (role_policy("arn:aws:sns:eu-west-1:111111111111:alerts"), True),
        (role_policy({"Fn::Join": ["", ["arn:aws:s3:::", "shared", "/*"]]}), True),
        (resource_policy({"AWS": OWN}), False),
        (resource_policy({"AWS": "222222222222"}), False),
        (resource_policy({"Service": "sns.amazonaws.com"}), False),
        (
            resource_policy(
                {"Service": "sns.amazonaws.com"}, Condition={"StringEquals": {"aws:SourceAccount": "111111111111"}}
            ),
            True,
        ),
        (resource_policy({"AWS": "arn:aws:iam::111111111111:root"}), True),
        (resource_policy({"AWS": "AROAEXAMPLE"}), True),
        (resource_policy("*"), True),
        (resource_policy("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}), True),
        (
            resource_policy("*", Condition={"StringEquals": {"kms:CallerAccount": {"Ref": "AWS::AccountId"}}}),
            False,
        ),
        (trust({"Service": "lambda.amazonaws.com"}), False),
        (trust({"AWS": "arn:aws:iam::111111111111:root"}), True),
        (trust({"AWS": "arn:aws:iam::999999999999:root"}), True),
        (trust({"Federated": "accounts.example.com"}), True),
    ],
)
def test_a_right_of_a_new_account(resource: dict[str, Any], *, reaches: bool) -> None:
    """It is said where it reaches another account or admits somebody, and counted otherwise."""
    found = rights(stacks(BEFORE), stacks({**BEFORE, (NEW, "B"): {"One": resource}}))
    assert [one.stack for one in found.rights] == (["B"] if reaches else [])
    assert sum(found.own.get(NEW, {}).values()) == (0 if reaches else 1)


def test_a_denial_in_a_new_account_narrows_nothing() -> None:
    """There is nothing before that it takes away; in an old account it does."""
    deny = {"Statement": [statement(Effect="Deny", Principal="*", Resource="*")]}
    policy = {"Type": "AWS::SQS::QueuePolicy", "Properties": {"PolicyDocument": deny}}
    for environment, narrowed in ((NEW, 0), (OLD, 1)):
        assert rights(stacks(BEFORE), stacks({**BEFORE, (environment, "B"): {"One": policy}})).narrowed == narrowed


def test_an_old_policy_that_admits_a_new_account() -> None:
    """Only what is new of a condition is in the sentence; an account less is not a right more."""

    def alerts(*accounts: str) -> Stacks:
        condition = {"StringEquals": {"aws:SourceAccount": list(accounts)}}
        return {(OLD, "A"): {"Key": resource_policy({"Service": "sns.amazonaws.com"}, Condition=condition)}}

    few, many = stacks(alerts("111111111111")), stacks(alerts("111111111111", "222222222222"))
    assert [one.what for one in rights(few, many).rights] == [
        "Allow s3:getobject on * to Service:sns.amazonaws.com also when aws:SourceAccount is 222222222222"
    ]
    found = rights(many, few)
    assert (found.rights, found.narrowed) == ((), 1)


@pytest.mark.parametrize(
    ("before", "after", "widened"),
    [
        ({"StringLike": {"a": ["x", "y"]}}, {"StringLike": {"a": "x"}}, False),
        ({"StringLike": {"a": "x"}}, {"StringLike": {"a": "x"}, "Bool": {"b": "true"}}, False),
        ({"StringLike": {"a": "x"}}, {"StringLike": {"a": "x", "b": "y"}}, False),
        ({"ForAnyValue:StringEquals": {"a": ["x", "y"]}}, {"ForAnyValue:StringEquals": {"a": ["y"]}}, False),
        ({"StringLike": {"a": "x"}}, {"StringLike": {"a": ["x", "y"]}}, True),
        ({"StringLike": {"a": "x"}}, {"StringEquals": {"a": "x"}}, True),
        ({"StringNotEquals": {"a": ["x", "y"]}}, {"StringNotEquals": {"a": ["x"]}}, True),
        ({"StringLike": {"a": "x", "b": "y"}}, {"StringLike": {"a": "x"}}, True),
        ({"Null": {"a": ["true", "false"]}}, {"Null": {"a": "true"}}, True),
    ],
)
def test_fewer_values_are_not_wider(before: dict[str, Any], after: dict[str, Any], *, widened: bool) -> None:
    """Of operators that hold when one value matches; of any other the change counts."""
    old, new = (
        stacks({(OLD, "A"): {"Key": resource_policy({"AWS": OWN}, Condition=condition)}})
        for condition in (before, after)
    )
    assert bool(rights(old, new).rights) is widened


def test_a_role_in_a_new_region_has_its_accounts_old_resources() -> None:
    """Unless the account's roles of the other Regions could do that too."""
    one = {(OLD, "A"): {"Policy": role_policy("*")}}
    new_right = rights(stacks(BEFORE), stacks({**BEFORE, (REGION, "B"): {"Policy": role_policy("*")}}))
    assert [right.what for right in new_right.rights] == ["Allow s3:getobject on *"]
    assert rights(stacks(one), stacks({**one, (REGION, "B"): {"Policy": role_policy("*")}})).rights == ()
    within = role_policy("arn:aws:sns:eu-central-1:111111111111:alerts")
    assert rights(stacks(BEFORE), stacks({**BEFORE, (REGION, "B"): {"Policy": within}})).rights == ()


def test_a_new_resource_of_an_old_account_has_its_rights_over_itself_counted() -> None:
    """A key has dozens; a stranger among them is named."""
    actions = ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey", "kms:PutKeyPolicy"]
    own = {"Effect": "Allow", "Action": actions, "Principal": {"AWS": OWN}, "Resource": "*"}
    other = statement(Principal={"AWS": "999999999999"}, Resource="*")
    key = {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": [own, other]}}}
    found = rights(stacks(BEFORE), stacks({(OLD, "A"): {**BEFORE[OLD, "A"], "Key": key}}))
    assert sorted(one.what for one in found.rights) == [
        "4 rights over this new resource, within its account and for services of AWS",
        "Allow s3:getobject on * to AWS:999999999999",
    ]
