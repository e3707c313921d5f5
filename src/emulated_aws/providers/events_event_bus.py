"""``AWS::Events::EventBus``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class EventBus(Provider):
    """How ``AWS::Events::EventBus`` is made, changed and removed."""

    type = "AWS::Events::EventBus"
    emulated = frozenset({"DeadLetterConfig", "Description", "KmsKeyIdentifier", "LogConfig", "Name", "Tags"})
    create_only = frozenset({"Name"})

    def make(self, call: Call) -> str:
        call.client("events").create_event_bus(
            **call.picked("DeadLetterConfig", "Description", "KmsKeyIdentifier", "LogConfig", "Name", "Tags")
        )
        return str(call.properties["Name"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if before is not None:
            call.client("events").update_event_bus(
                Name=physical_id, **call.picked("DeadLetterConfig", "Description", "KmsKeyIdentifier", "LogConfig")
            )

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"Arn": call.client("events").describe_event_bus(Name=physical_id)["Arn"], "Name": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("events").delete_event_bus(Name=physical_id)
