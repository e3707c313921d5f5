"""The settings that the zone's custom resource makes, each by the API of its own service."""

from __future__ import annotations

from tests.rehearsal.readers.account import ACCOUNT, Account, Declared, Stubs, assert_created, assert_differing

BLOCKED = {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True}
PASSWORDS = {"HardExpiry": False, "MaxPasswordAge": 90, "MinimumPasswordLength": 14, "RequireSymbols": True}


def test_the_settings_of_an_account_are_read(account: Account) -> None:
    """The response of the custom resource proves nothing: each setting is read, and differs when it was not made."""
    iam, ec2 = account.client("iam"), account.client("ec2")
    settings = Declared(
        "Custom::AccountSettings",
        "settings",
        {
            "EbsEncryptionByDefault": True,
            "PasswordPolicy": PASSWORDS,
            "ServiceToken": "arn:aws:lambda:eu-west-1:123456789012:function:settings",
        },
    )
    account.differing(settings, "EbsEncryptionByDefault", "PasswordPolicy")
    ec2.enable_ebs_encryption_by_default()
    iam.update_account_password_policy(**{k: v for k, v in PASSWORDS.items() if k != "HardExpiry"}, HardExpiry=False)
    account.created(settings, not_readable=("ServiceToken",))
    iam.update_account_password_policy(MinimumPasswordLength=8)
    ec2.disable_ebs_encryption_by_default()
    reading = account.differing(
        settings,
        "EbsEncryptionByDefault",
        "PasswordPolicy.MaxPasswordAge",
        "PasswordPolicy.MinimumPasswordLength",
        "PasswordPolicy.RequireSymbols",
    )
    assert reading.differences[2].actual == 8


def test_settings_that_the_emulator_lacks_are_read(stubs: Stubs) -> None:
    """Public buckets, snapshots and documents that can be shared with everybody differ; so does another key."""
    settings = Declared(
        "Custom::AccountSettings",
        "settings",
        {
            "EbsDefaultKey": "alias/aws/ebs",
            "EbsSnapshotPublicSharing": "block-all-sharing",
            "S3PublicAccessBlock": BLOCKED,
            "SsmDocumentPublicSharing": "Disable",
        },
    )
    sharing = "/ssm/documents/console/public-sharing-permission"
    key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    for ours, snapshots, documents in ((True, "block-all-sharing", "Disable"), (False, "unblocked", "Enable")):
        stubs.answer("ec2", "get_ebs_default_kms_key_id", {"KmsKeyId": key})
        meant = {"KeyId": "k", "Arn": key if ours else key.replace("1234abcd", "5678abcd")}
        stubs.answer("kms", "describe_key", {"KeyMetadata": meant}, KeyId="alias/aws/ebs")
        stubs.answer("ec2", "get_snapshot_block_public_access_state", {"State": snapshots})
        block = {"PublicAccessBlockConfiguration": {**BLOCKED, "BlockPublicPolicy": ours}}
        stubs.answer("s3control", "get_public_access_block", block, AccountId=ACCOUNT)
        answer = {"ServiceSetting": {"SettingId": sharing, "SettingValue": documents}}
        stubs.answer("ssm", "get_service_setting", answer, SettingId=sharing)
    assert_created(settings, stubs.clients)
    assert_differing(
        settings,
        stubs.clients,
        "EbsDefaultKey",
        "EbsSnapshotPublicSharing",
        "S3PublicAccessBlock.BlockPublicPolicy",
        "SsmDocumentPublicSharing",
    )
