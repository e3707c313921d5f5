"""``AWS::Events::Rule``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.documents import as_text
from emulated_aws.provider import Call, Provider


def _places(call: Call, physical_id: str) -> tuple[str, str]:
    bus = call.properties.get("EventBusName", "default")
    return physical_id.rpartition("|")[2], str(bus)


class Rule(Provider):
    """How ``AWS::Events::Rule`` is made, changed and removed."""

    type = "AWS::Events::Rule"
    emulated = frozenset(
        {
            "Description",
            "EventBusName",
            "EventPattern",
            "Name",
            "RoleArn",
            "ScheduleExpression",
            "State",
            "Tags",
            "Targets",
        }
    )
    create_only = frozenset({"EventBusName", "Name"})

    def make(self, call: Call) -> str:
        name = call.properties.get("Name") or call.name(64)
        bus = call.properties.get("EventBusName", "default")
        return str(name) if bus == "default" else f"{bus}|{name}"

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        events = call.client("events")
        name, bus = _places(call, physical_id)
        settings = call.picked("Description", "RoleArn", "ScheduleExpression", "State", "Tags")
        if "EventPattern" in call.properties:
            settings["EventPattern"] = as_text(call.properties["EventPattern"])
        events.put_rule(Name=name, EventBusName=bus, **settings)
        targets = call.properties.get("Targets", [])
        removed = {target["Id"] for target in (before or {}).get("Targets", [])} - {target["Id"] for target in targets}
        if removed:
            events.remove_targets(Rule=name, EventBusName=bus, Ids=sorted(removed))
        if targets:
            answer = events.put_targets(Rule=name, EventBusName=bus, Targets=targets)
            if answer.get("FailedEntryCount"):
                raise RuntimeError(answer["FailedEntries"][0]["ErrorMessage"])

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        name, bus = _places(call, physical_id)
        return {"Arn": call.client("events").describe_rule(Name=name, EventBusName=bus)["Arn"]}

    def remove(self, call: Call, physical_id: str) -> None:
        events = call.client("events")
        name, bus = _places(call, physical_id)
        ids = [target["Id"] for target in call.properties.get("Targets", [])]
        if ids:
            events.remove_targets(Rule=name, EventBusName=bus, Ids=ids)
        events.delete_rule(Name=name, EventBusName=bus)
