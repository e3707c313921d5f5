"""KMS keys and aliases, made and changed by KMS's own API."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tests.rehearsal.readers.account import ACCOUNT, REGION, Account, Declared, Stubs, assert_created, assert_differing

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Administers",
            "Effect": "Allow",
            "Principal": {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}},
            "Action": ["kms:PutKeyPolicy", "kms:DescribeKey"],
            "Resource": "*",
        }
    ],
}


def _stored(policy: Mapping[str, object]) -> str:
    text = json.dumps(policy)
    return text.replace('{"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}', f'"{ACCOUNT}"')


def test_a_key_is_read_with_policy_and_rotation(account: Account) -> None:
    """A key whose rotation is off, or whose policy admits more, differs; one that waits for deletion is gone."""
    kms = account.client("kms")
    key_id = kms.create_key(Description="Encrypts", Policy=_stored(POLICY))["KeyMetadata"]["KeyId"]
    declared = Declared(
        "AWS::KMS::Key",
        key_id,
        {
            "Description": "Encrypts",
            "EnableKeyRotation": True,
            "KeyPolicy": POLICY,
            "MultiRegion": False,
            "PendingWindowInDays": 30,
        },
    )
    account.differing(declared, "EnableKeyRotation")
    kms.enable_key_rotation(KeyId=key_id)
    account.created(declared, not_readable=("PendingWindowInDays",))
    wide = _stored(POLICY).replace('"kms:PutKeyPolicy"', '"kms:*"')
    kms.put_key_policy(KeyId=key_id, PolicyName="default", Policy=wide)
    account.differing(declared, "KeyPolicy")
    kms.schedule_key_deletion(KeyId=key_id)
    account.missing(declared)


def test_the_period_of_rotation_is_read(stubs: Stubs) -> None:
    """The emulator does not keep it; a key that is rotated every seven years differs from one of every year."""
    key = {"KeyId": "k", "Arn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k", "KeyState": "Enabled"}
    declared = Declared("AWS::KMS::Key", "k", {"EnableKeyRotation": True, "RotationPeriodInDays": 365})
    for days in (365, 2560):
        stubs.answer("kms", "describe_key", {"KeyMetadata": key}, KeyId="k")
        rotation = {"KeyRotationEnabled": True, "RotationPeriodInDays": days}
        stubs.answer("kms", "get_key_rotation_status", rotation, KeyId="k")
        stubs.answer("kms", "list_resource_tags", {"Tags": []}, KeyId="k")
        stubs.answer("kms", "get_key_policy", {"Policy": "{}"}, KeyId="k", PolicyName="default")
    assert_created(declared, stubs.clients)
    assert_differing(declared, stubs.clients, "RotationPeriodInDays")


def test_an_alias_is_read_by_the_key_it_names(account: Account) -> None:
    """The template may name the key by id or by ARN; another key differs in either form."""
    kms = account.client("kms")
    key, other = (kms.create_key()["KeyMetadata"] for _ in range(2))
    kms.create_alias(AliasName="alias/findings", TargetKeyId=key["KeyId"])
    for form in ("KeyId", "Arn"):
        declared = Declared(
            "AWS::KMS::Alias", "alias/findings", {"AliasName": "alias/findings", "TargetKeyId": key[form]}
        )
        account.created(declared)
        elsewhere = Declared(declared.type, declared.physical_id, {"TargetKeyId": other[form]})
        account.differing(elsewhere, "TargetKeyId")
    kms.delete_alias(AliasName="alias/findings")
    account.missing(declared)
