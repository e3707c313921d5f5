"""``AWS::Logs::AccountPolicy``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typing_extensions import override

from landing_zone.rehearsal.emulator.provider import Call, Provider


class AccountPolicy(Provider):
    """How ``AWS::Logs::AccountPolicy`` is made, changed and removed."""

    type = "AWS::Logs::AccountPolicy"
    emulated = frozenset({"PolicyDocument", "PolicyName", "PolicyType", "Scope", "SelectionCriteria"})
    create_only = frozenset({"PolicyName", "PolicyType"})

    @override
    def make(self, call: Call) -> str:
        # "Ref returns the accountId, policyType and policyName", with bars between
        return f"{call.account_id}|{call.properties['PolicyType']}|{call.properties['PolicyName']}"

    @override
    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        named = {name[:1].lower() + name[1:]: value for name, value in call.picked(*self.emulated).items()}
        call.client("logs").put_account_policy(**named)

    @override
    def remove(self, call: Call, physical_id: str) -> None:
        _, kind, name = physical_id.split("|", 2)
        call.client("logs").delete_account_policy(policyName=name, policyType=kind)
