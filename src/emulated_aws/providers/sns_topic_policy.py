"""``AWS::SNS::TopicPolicy``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.documents import as_text
from emulated_aws.provider import Call, Provider


class TopicPolicy(Provider):
    """How ``AWS::SNS::TopicPolicy`` is made, changed and removed."""

    type = "AWS::SNS::TopicPolicy"
    emulated = frozenset({"PolicyDocument", "Topics"})

    def make(self, call: Call) -> str:
        return call.name()

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        for topic in call.properties["Topics"]:
            call.client("sns").set_topic_attributes(
                TopicArn=topic, AttributeName="Policy", AttributeValue=as_text(call.properties["PolicyDocument"])
            )

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"Id": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        """Reset the topic to a policy that allows only its owner: a topic always has one."""
        for topic in call.properties["Topics"]:
            own = {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": f"arn:aws:iam::{call.account_id}:root"},
                        "Action": "SNS:*",
                        "Resource": topic,
                    }
                ],
            }
            call.client("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=as_text(own))
