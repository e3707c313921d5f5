"""``AWS::Logs::LogGroup``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class LogGroup(Provider):
    """How ``AWS::Logs::LogGroup`` is made, changed and removed."""

    type = "AWS::Logs::LogGroup"
    emulated = frozenset(
        {"DeletionProtectionEnabled", "KmsKeyId", "LogGroupClass", "LogGroupName", "RetentionInDays", "Tags"}
    )
    create_only = frozenset({"LogGroupName"})

    def make(self, call: Call) -> str:
        name = str(call.properties.get("LogGroupName") or call.name(512))
        settings: dict[str, Any] = {}
        for there, here in (
            ("KmsKeyId", "kmsKeyId"),
            ("LogGroupClass", "logGroupClass"),
            ("DeletionProtectionEnabled", "deletionProtectionEnabled"),
        ):
            if there in call.properties:
                settings[here] = call.properties[there]
        if call.properties.get("Tags"):
            settings["tags"] = {tag["Key"]: tag["Value"] for tag in call.properties["Tags"]}
        call.client("logs").create_log_group(logGroupName=name, **settings)
        return name

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        logs, new = call.client("logs"), call.properties
        if "RetentionInDays" in new:
            logs.put_retention_policy(logGroupName=physical_id, retentionInDays=int(new["RetentionInDays"]))
        elif before is not None and "RetentionInDays" in before:
            logs.delete_retention_policy(logGroupName=physical_id)
        if before is None:
            return
        if "KmsKeyId" in new:
            logs.associate_kms_key(logGroupName=physical_id, kmsKeyId=new["KmsKeyId"])
        elif "KmsKeyId" in before:
            logs.disassociate_kms_key(logGroupName=physical_id)
        if new.get("DeletionProtectionEnabled", False) != before.get("DeletionProtectionEnabled", False):
            logs.put_log_group_deletion_protection(
                logGroupIdentifier=physical_id, deletionProtectionEnabled=bool(new.get("DeletionProtectionEnabled"))
            )

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"Arn": f"arn:aws:logs:{call.region}:{call.account_id}:log-group:{physical_id}:*"}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("logs").delete_log_group(logGroupName=physical_id)
