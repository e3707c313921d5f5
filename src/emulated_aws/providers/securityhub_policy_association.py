"""``AWS::SecurityHub::PolicyAssociation``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class PolicyAssociation(Provider):
    """How ``AWS::SecurityHub::PolicyAssociation`` is made, changed and removed."""

    type = "AWS::SecurityHub::PolicyAssociation"
    emulated = frozenset({"ConfigurationPolicyId", "TargetId", "TargetType"})
    create_only = frozenset({"TargetId", "TargetType"})

    def make(self, call: Call) -> str:
        return f"{call.account_id}/{call.properties['TargetType']}/{call.properties['TargetId']}"

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        call.client("securityhub").start_configuration_policy_association(
            ConfigurationPolicyIdentifier=call.properties["ConfigurationPolicyId"], Target=_target(call)
        )

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"AssociationIdentifier": physical_id, "AssociationStatus": "SUCCESS"}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("securityhub").start_configuration_policy_disassociation(
            ConfigurationPolicyIdentifier=call.properties["ConfigurationPolicyId"], Target=_target(call)
        )


def _target(call: Call) -> dict[str, str]:
    names = {"ACCOUNT": "AccountId", "ORGANIZATIONAL_UNIT": "OrganizationalUnitId", "ROOT": "RootId"}
    return {names[call.properties["TargetType"]]: call.properties["TargetId"]}
