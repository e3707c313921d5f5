"""Delivery from EventBridge rules to an alert topic, with a queue and an alarm for failed deliveries."""

from __future__ import annotations

import re

from aws_cdk import Stack, Token
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.undelivered_alarm import undelivered_alarm
from landing_zone_constructs.undelivered_events import undelivered_events

_TOPIC_ARN = re.compile(r"arn:aws[a-z-]*:sns:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):[A-Za-z0-9_-]{1,256}")


class AlertDelivery(Construct):
    """The topic that alerts go to, a queue for undelivered alerts, and an alarm on that queue.

    EventBridge publishes as itself: the topic's policy, and its key's, must admit ``events.amazonaws.com`` and, for
    the alarm, ``cloudwatch.amazonaws.com``. These are two permissions, so one may fail without the other.

    The topic is in the rules' own account and Region. Events of other accounts come to it over an event bus.

    Serves PCI DSS v4.0.1 10.7.2, 12.10.5; GDPR Art. 33(1).
    Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html

    Args:
        scope: the construct above.
        construct_id: the id below ``scope``.
        topic_arn: the topic.
        queue_key: the key that encrypts the queue; its policy then admits EventBridge. It may be the topic's key.
            If None, SQS encrypts with its own key.

    Raises:
        ValueError: the ARN is not a topic's, or the topic is in another account or Region.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, topic_arn: str, queue_key: CustomerManagedKey | None = None
    ) -> None:
        super().__init__(scope, construct_id)
        stack = Stack.of(self)
        _check_topic(topic_arn, stack)
        self.topic_arn: str = topic_arn
        """The topic."""
        self.undelivered: sqs.Queue = undelivered_events(self, key=queue_key)
        """Alerts that EventBridge could not deliver within a day."""
        undelivered_alarm(
            self,
            queue=self.undelivered,
            topic_arn=topic_arn,
            description="Security alerts could not be delivered: read them in the queue, and repair the delivery",
        )


def _check_topic(topic_arn: str, stack: Stack) -> None:
    if Token.is_unresolved(topic_arn):
        return  # a topic of the app: CDK itself refuses a reference to another account or Region
    match = _TOPIC_ARN.fullmatch(topic_arn)
    if not match:
        raise ValueError(f"topic_arn must be the ARN of an SNS topic, got {topic_arn!r}")
    for what, its, ours in (("account", match["account"], stack.account), ("Region", match["region"], stack.region)):
        # An environment-agnostic stack does not know its account and Region before it is deployed.
        if not Token.is_unresolved(ours) and its != ours:
            raise ValueError(
                f"the topic must be in the stack's {what}, {ours}, got {topic_arn!r}: send the events there over a bus"
            )
