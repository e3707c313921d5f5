"""``AWS::SNS::Subscription``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.documents import as_text
from emulated_aws.provider import Call, Provider

_ATTRIBUTES = ("DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy")


class Subscription(Provider):
    """How ``AWS::SNS::Subscription`` is made, changed and removed."""

    type = "AWS::SNS::Subscription"
    emulated = frozenset({*_ATTRIBUTES, "Endpoint", "Protocol", "TopicArn"})
    create_only = frozenset({"Endpoint", "Protocol", "TopicArn"})

    def make(self, call: Call) -> str:
        made = call.client("sns").subscribe(
            **call.picked("Endpoint", "Protocol", "TopicArn"),
            Attributes={name: as_text(value) for name, value in call.picked(*_ATTRIBUTES).items()},
            ReturnSubscriptionArn=True,
        )
        return str(made["SubscriptionArn"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if before is None:
            return
        for name in _ATTRIBUTES:
            if before.get(name) != call.properties.get(name):
                call.client("sns").set_subscription_attributes(
                    SubscriptionArn=physical_id,
                    AttributeName=name,
                    AttributeValue=as_text(call.properties.get(name, "")),
                )

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"Arn": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("sns").unsubscribe(SubscriptionArn=physical_id)
