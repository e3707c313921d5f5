"""``AWS::Logs::AccountPolicy``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.documents import as_text
from emulated_aws.provider import Call, Provider


class AccountPolicy(Provider):
    """How ``AWS::Logs::AccountPolicy`` is made, changed and removed."""

    type = "AWS::Logs::AccountPolicy"
    emulated = frozenset({"PolicyDocument", "PolicyName", "PolicyType", "Scope", "SelectionCriteria"})
    create_only = frozenset({"PolicyName", "PolicyType"})

    def make(self, call: Call) -> str:
        return f"{call.account_id}|{call.properties['PolicyType']}|{call.properties['PolicyName']}"

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        settings = {"scope": "Scope", "selectionCriteria": "SelectionCriteria"}
        call.client("logs").put_account_policy(
            policyName=call.properties["PolicyName"],
            policyType=call.properties["PolicyType"],
            policyDocument=as_text(call.properties["PolicyDocument"]),
            **{there: call.properties[here] for there, here in settings.items() if here in call.properties},
        )

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"AccountId": call.account_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("logs").delete_account_policy(
            policyName=call.properties["PolicyName"], policyType=call.properties["PolicyType"]
        )
