"""``AWS::KMS::Alias``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class Alias(Provider):
    """How ``AWS::KMS::Alias`` is made, changed and removed."""

    type = "AWS::KMS::Alias"
    emulated = frozenset({"AliasName", "TargetKeyId"})
    create_only = frozenset({"AliasName"})

    def make(self, call: Call) -> str:
        call.client("kms").create_alias(**call.picked("AliasName", "TargetKeyId"))
        return str(call.properties["AliasName"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if before is not None:
            call.client("kms").update_alias(**call.picked("AliasName", "TargetKeyId"))

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("kms").delete_alias(AliasName=physical_id)
