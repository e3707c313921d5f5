"""``AWS::IAM::ServiceLinkedRole``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class ServiceLinkedRole(Provider):
    """How ``AWS::IAM::ServiceLinkedRole`` is made, changed and removed."""

    type = "AWS::IAM::ServiceLinkedRole"
    emulated = frozenset({"AWSServiceName", "CustomSuffix", "Description"})
    create_only = emulated

    def make(self, call: Call) -> str:
        made = call.client("iam").create_service_linked_role(**call.picked(*self.emulated))
        return str(made["Role"]["RoleName"])

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"RoleName": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("iam").delete_service_linked_role(RoleName=physical_id)
