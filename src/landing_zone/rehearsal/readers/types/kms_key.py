"""A KMS key: ``DescribeKey``, its policy, its rotation and its tags."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, listed, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    kms = request.client("kms")
    key_id = request.physical_id
    answer = answer_or_none(kms.describe_key, "NotFoundException", KeyId=key_id)
    # a key that CloudFormation has deleted is pending deletion
    if answer is None or answer["KeyMetadata"]["KeyState"] in ("PendingDeletion", "PendingReplicaDeletion"):
        return None
    key = answer["KeyMetadata"]
    # asymmetric and HMAC keys have no rotation: the service refuses the call
    rotation = answer_or_none(kms.get_key_rotation_status, "UnsupportedOperationException", KeyId=key_id) or {}
    tags = listed(kms, "list_resource_tags", "Tags", KeyId=key_id)
    return Reading(
        {
            **picked(key, "Description", "Enabled", "KeySpec", "KeyUsage", "Origin"),
            "EnableKeyRotation": rotation.get("KeyRotationEnabled", False),
            # absent from the response means false: a multi-Region key reports it, with its Regions
            "MultiRegion": key.get("MultiRegion", False),
            "KeyPolicy": kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"],
            "RotationPeriodInDays": rotation.get("RotationPeriodInDays"),
            "Tags": [{"Key": tag["TagKey"], "Value": tag["TagValue"]} for tag in tags],
        },
        {"Arn": key["Arn"], "KeyId": key["KeyId"]},
        {
            "BypassPolicyLockoutSafetyCheck": "used while the policy is set; no API returns it",
            "PendingWindowInDays": "used when the key is deleted; no API returns it before",
        },
    )


READER = Reader("AWS::KMS::Key", read, open_lists=frozenset({"Tags"}), policies=frozenset({"KeyPolicy"}))
