"""``AWS::Events::EventBusPolicy``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class EventBusPolicy(Provider):
    """How ``AWS::Events::EventBusPolicy`` is made, changed and removed."""

    type = "AWS::Events::EventBusPolicy"
    emulated = frozenset({"EventBusName", "Statement", "StatementId"})
    create_only = frozenset({"EventBusName", "StatementId"})

    def make(self, call: Call) -> str:
        return f"{call.properties.get('EventBusName', 'default')}|{call.properties['StatementId']}"

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        events = call.client("events")
        bus, own = call.properties.get("EventBusName", "default"), call.properties["StatementId"]
        there = json.loads(events.describe_event_bus(Name=bus).get("Policy") or '{"Statement": []}')
        others = [statement for statement in there["Statement"] if statement.get("Sid") != own]
        policy = {"Version": "2012-10-17", "Statement": [*others, {**call.properties["Statement"], "Sid": own}]}
        events.put_permission(EventBusName=bus, Policy=json.dumps(policy))

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("events").remove_permission(
            EventBusName=call.properties.get("EventBusName", "default"), StatementId=call.properties["StatementId"]
        )
