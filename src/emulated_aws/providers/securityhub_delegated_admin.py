"""``AWS::SecurityHub::DelegatedAdmin``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class DelegatedAdmin(Provider):
    """How ``AWS::SecurityHub::DelegatedAdmin`` is made, changed and removed."""

    type = "AWS::SecurityHub::DelegatedAdmin"
    emulated = frozenset({"AdminAccountId"})
    create_only = emulated

    def make(self, call: Call) -> str:
        call.client("securityhub").enable_organization_admin_account(**call.picked("AdminAccountId"))
        return f"{call.properties['AdminAccountId']}/{call.region}"

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"DelegatedAdminIdentifier": physical_id, "Status": "ENABLED"}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("securityhub").disable_organization_admin_account(**call.picked("AdminAccountId"))
