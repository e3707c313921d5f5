"""The settings of an account that CloudFormation has no type for, each read by its service's API.

The custom resource is of this project (``landing_zone_constructs/account_settings.py``): its response to
CloudFormation proves nothing, so the settings themselves are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from landing_zone.rehearsal.readers.answers import answer_or_none, as_declared
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading

_SSM_PUBLIC_SHARING = "/ssm/documents/console/public-sharing-permission"
_AWS_MANAGED_EBS_KEY = "alias/aws/ebs"


def read(request: ReadRequest) -> Reading | None:
    """Read each declared setting. An account always has all of them, at least with AWS's default: none is missing."""
    properties = {name: setting(request) for name, setting in _SETTINGS.items() if name in request.declared}
    return Reading(
        properties,
        not_readable={
            "ServiceTimeout": "how long CloudFormation waits; no API returns it",
            "ServiceToken": "where CloudFormation sends its request; no API returns it",
        },
    )


def _ebs_key(request: ReadRequest) -> Any:
    key = request.client("ec2").get_ebs_default_kms_key_id().get("KmsKeyId")
    declared = request.declared.get("EbsDefaultKey")
    if declared != _AWS_MANAGED_EBS_KEY or key is None or key.endswith(_AWS_MANAGED_EBS_KEY):
        return _AWS_MANAGED_EBS_KEY if str(key).endswith(_AWS_MANAGED_EBS_KEY) else key
    # the service may return AWS's own key by its ARN: the alias identifies that key
    meant = answer_or_none(request.client("kms").describe_key, "NotFoundException", KeyId=_AWS_MANAGED_EBS_KEY)
    return as_declared(declared, key, *([declared] if meant and meant["KeyMetadata"]["Arn"] == key else []))


def _ebs_encryption(request: ReadRequest) -> Any:
    return request.client("ec2").get_ebs_encryption_by_default().get("EbsEncryptionByDefault")


def _ebs_snapshots(request: ReadRequest) -> Any:
    return request.client("ec2").get_snapshot_block_public_access_state().get("State")


def _password_policy(request: ReadRequest) -> Any:
    answer = answer_or_none(request.client("iam").get_account_password_policy, "NoSuchEntity")
    return answer["PasswordPolicy"] if answer else None


def _public_access_block(request: ReadRequest) -> Any:
    answer = answer_or_none(
        request.client("s3control").get_public_access_block,
        "NoSuchPublicAccessBlockConfiguration",
        AccountId=request.account_id,
    )
    return answer["PublicAccessBlockConfiguration"] if answer else None


def _documents(request: ReadRequest) -> Any:
    answer = request.client("ssm").get_service_setting(SettingId=_SSM_PUBLIC_SHARING)
    return answer["ServiceSetting"].get("SettingValue")


_SETTINGS: Mapping[str, Callable[[ReadRequest], Any]] = {
    "EbsDefaultKey": _ebs_key,
    "EbsEncryptionByDefault": _ebs_encryption,
    "EbsSnapshotPublicSharing": _ebs_snapshots,
    "PasswordPolicy": _password_policy,
    "S3PublicAccessBlock": _public_access_block,
    "SsmDocumentPublicSharing": _documents,
}

READER = Reader("Custom::AccountSettings", read)
