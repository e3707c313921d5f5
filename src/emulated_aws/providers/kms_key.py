"""``AWS::KMS::Key``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.documents import as_text
from emulated_aws.provider import Call, Provider


class Key(Provider):
    """How ``AWS::KMS::Key`` is made, changed and removed."""

    type = "AWS::KMS::Key"
    emulated = frozenset(
        {
            "Description",
            "EnableKeyRotation",
            "Enabled",
            "KeyPolicy",
            "KeySpec",
            "KeyUsage",
            "MultiRegion",
            "Origin",
            "PendingWindowInDays",
            "RotationPeriodInDays",
            "Tags",
        }
    )
    create_only = frozenset({"KeySpec", "KeyUsage", "MultiRegion", "Origin"})

    def make(self, call: Call) -> str:
        settings = call.picked("Description", "KeySpec", "KeyUsage", "MultiRegion", "Origin")
        if "KeyPolicy" in call.properties:
            settings["Policy"] = as_text(call.properties["KeyPolicy"])
        if "Tags" in call.properties:
            settings["Tags"] = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in call.properties["Tags"]]
        return str(call.client("kms").create_key(**settings)["KeyMetadata"]["KeyId"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        kms, new = call.client("kms"), call.properties
        if before is not None:
            kms.update_key_description(KeyId=physical_id, Description=new.get("Description", ""))
            if "KeyPolicy" in new:
                kms.put_key_policy(KeyId=physical_id, PolicyName="default", Policy=as_text(new["KeyPolicy"]))
        if new.get("EnableKeyRotation"):
            kms.enable_key_rotation(KeyId=physical_id, **call.picked("RotationPeriodInDays"))
        elif before is not None and before.get("EnableKeyRotation"):
            kms.disable_key_rotation(KeyId=physical_id)
        if new.get("Enabled") is False:
            kms.disable_key(KeyId=physical_id)
        elif before is not None and before.get("Enabled") is False:
            kms.enable_key(KeyId=physical_id)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"Arn": f"arn:aws:kms:{call.region}:{call.account_id}:key/{physical_id}", "KeyId": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("kms").schedule_key_deletion(KeyId=physical_id, **call.picked("PendingWindowInDays"))
