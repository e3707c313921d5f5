"""``AWS::SNS::Topic``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.documents import as_text
from emulated_aws.provider import Call, Provider

_ATTRIBUTES = ("DisplayName", "KmsMasterKeyId", "SignatureVersion", "TracingConfig")


class Topic(Provider):
    """How ``AWS::SNS::Topic`` is made, changed and removed."""

    type = "AWS::SNS::Topic"
    emulated = frozenset({*_ATTRIBUTES, "FifoTopic", "Tags", "TopicName"})
    create_only = frozenset({"FifoTopic", "TopicName"})

    def make(self, call: Call) -> str:
        made = call.client("sns").create_topic(
            Name=call.properties.get("TopicName") or call.name(256),
            Attributes={name: as_text(value) for name, value in call.picked(*_ATTRIBUTES, "FifoTopic").items()},
            Tags=call.properties.get("Tags", []),
        )
        return str(made["TopicArn"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if before is None:
            return
        sns = call.client("sns")
        for name in _ATTRIBUTES:
            if before.get(name) != call.properties.get(name):
                value = as_text(call.properties.get(name, ""))
                sns.set_topic_attributes(TopicArn=physical_id, AttributeName=name, AttributeValue=value)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"TopicArn": physical_id, "TopicName": physical_id.rpartition(":")[2]}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("sns").delete_topic(TopicArn=physical_id)
