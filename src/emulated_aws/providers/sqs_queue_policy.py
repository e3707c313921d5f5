"""``AWS::SQS::QueuePolicy``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.documents import as_text
from emulated_aws.provider import Call, Provider


def _set(call: Call, queues: list[Any], policy: str) -> None:
    for queue in queues:
        call.client("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})


class QueuePolicy(Provider):
    """How ``AWS::SQS::QueuePolicy`` is made, changed and removed."""

    type = "AWS::SQS::QueuePolicy"
    emulated = frozenset({"PolicyDocument", "Queues"})

    def make(self, call: Call) -> str:
        return call.name()

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        _set(call, call.properties["Queues"], as_text(call.properties["PolicyDocument"]))

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"Id": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        _set(call, call.properties["Queues"], "")
