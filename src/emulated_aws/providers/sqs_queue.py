"""``AWS::SQS::Queue``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.documents import as_text
from emulated_aws.provider import Call, Provider

_DEFAULTS = {"KmsMasterKeyId": "", "MessageRetentionPeriod": "345600", "RedrivePolicy": "", "VisibilityTimeout": "30"}
_ATTRIBUTES = (
    *_DEFAULTS,
    "DelaySeconds",
    "FifoQueue",
    "KmsDataKeyReusePeriodSeconds",
    "MaximumMessageSize",
    "ReceiveMessageWaitTimeSeconds",
    "RedriveAllowPolicy",
    "SqsManagedSseEnabled",
)


class Queue(Provider):
    """How ``AWS::SQS::Queue`` is made, changed and removed."""

    type = "AWS::SQS::Queue"
    emulated = frozenset({*_ATTRIBUTES, "QueueName", "Tags"})
    create_only = frozenset({"FifoQueue", "QueueName"})

    def make(self, call: Call) -> str:
        made = call.client("sqs").create_queue(
            QueueName=call.properties.get("QueueName") or call.name(80),
            Attributes={name: as_text(value) for name, value in call.picked(*_ATTRIBUTES).items()},
            tags={tag["Key"]: tag["Value"] for tag in call.properties.get("Tags", [])},
        )
        return str(made["QueueUrl"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if before is None:
            return
        changed = {
            name: as_text(value)
            for name, value in call.picked(*_ATTRIBUTES).items()
            if before.get(name) != value and name != "FifoQueue"
        }
        for name, default in _DEFAULTS.items():
            if name in before and name not in call.properties:
                changed[name] = default
        if changed:
            call.client("sqs").set_queue_attributes(QueueUrl=physical_id, Attributes=changed)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        name = physical_id.rpartition("/")[2]
        return {
            "Arn": f"arn:aws:sqs:{call.region}:{call.account_id}:{name}",
            "QueueName": name,
            "QueueUrl": physical_id,
        }

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("sqs").delete_queue(QueueUrl=physical_id)
