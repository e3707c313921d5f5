"""``AWS::SecurityHub::Hub``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class Hub(Provider):
    """How ``AWS::SecurityHub::Hub`` is made, changed and removed."""

    type = "AWS::SecurityHub::Hub"
    emulated = frozenset({"AutoEnableControls", "ControlFindingGenerator", "EnableDefaultStandards", "Tags"})

    def make(self, call: Call) -> str:
        settings = call.picked("ControlFindingGenerator", "EnableDefaultStandards", "Tags")
        hub = call.client("securityhub")
        hub.enable_security_hub(**settings)
        return str(hub.describe_hub()["HubArn"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        settings = call.picked("AutoEnableControls", "ControlFindingGenerator")
        if settings:
            call.client("securityhub").update_security_hub_configuration(**settings)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        hub = call.client("securityhub").describe_hub()
        return {"ARN": hub["HubArn"], "SubscribedAt": hub["SubscribedAt"]}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("securityhub").disable_security_hub()
