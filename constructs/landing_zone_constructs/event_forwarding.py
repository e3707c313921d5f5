"""Forwards an account's findings, and changes to its controls, to the security account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from landing_zone_constructs.control_failure_alerts import CONCERNS
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.undelivered_alarm import undelivered_alarm
from landing_zone_constructs.undelivered_events import undelivered_events

MAX_PATTERN = 2048
"""The longest event pattern that EventBridge accepts, in characters.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
"""

FORWARDED: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "Findings": {
            "source": ["aws.access-analyzer", "aws.guardduty"],
            "detail-type": ["Access Analyzer Finding", "GuardDuty Finding"],
        },
        "ControlChanges": {
            "source": sorted(f"aws.{concern.service}" for concern in CONCERNS.values()),
            "detail-type": ["AWS API Call via CloudTrail"],
            "detail": {"eventName": sorted({call for concern in CONCERNS.values() for call in concern.calls})},
        },
    }
)
"""Construct id to event pattern: the events that leave the account. The alerts on the bus decide which are reported."""


class EventForwarding(Construct):
    """Rules that send an account's findings, and calls that weaken its controls, to a bus in the security account.

    One alert topic then serves the whole organisation, under one key, and one place decides which events are reported.
    An account needs only a role that may put events on that one bus. Events that could not be delivered within a day
    are kept in a queue of the account, so that none is lost, and an alarm that does not use that bus reports them.

    Serves PCI DSS v4.0.1 7.2.5, 10.4.1.1, 10.7.2, 12.10.5; GDPR Art. 33(1).
    Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html

    Args:
        scope: the construct above, in a stack of the account and Region whose events are sent.
        construct_id: the id below ``scope``.
        bus_arn: the bus; its policy must admit this account.
        queue_key: the key that encrypts undelivered events; EventBridge is admitted to it.
        alarm_topic_arn: the topic, in this Region, for the alarm on undelivered events; one of another account must
            admit CloudWatch for this account.

    Raises:
        ValueError: a pattern is longer than EventBridge accepts.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        bus_arn: str,
        queue_key: CustomerManagedKey,
        alarm_topic_arn: str,
    ) -> None:
        super().__init__(scope, construct_id)
        role = iam.Role(
            self,
            "Role",
            description="Lets EventBridge send findings to the security account's bus, and nothing else",
            assumed_by=iam.ServicePrincipal(
                "events.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}}
            ),
        )
        policy = iam.ManagedPolicy(
            self,
            "Policy",
            description="Put events on the security account's bus",
            roles=[role],
            statements=[iam.PolicyStatement(sid="SendsFindings", actions=["events:PutEvents"], resources=[bus_arn])],
        )
        self.undelivered: sqs.Queue = undelivered_events(self, key=queue_key)
        """Events that EventBridge could not deliver."""
        undelivered_alarm(
            self,
            queue=self.undelivered,
            topic_arn=alarm_topic_arn,
            description=(
                "Findings, changes of controls or requests for account settings could not be delivered: read them in "
                "the queue of this account, and repair the way to the security account (PCI DSS 10.7.3)."
            ),
        )
        for name, pattern in FORWARDED.items():
            check_pattern(pattern)
            rule = events.CfnRule(
                self,
                name,
                description=f"{name}: sent to the security account, which decides who is notified",
                state="ENABLED",
                event_pattern=dict(pattern),
                targets=[
                    events.CfnRule.TargetProperty(
                        id="SecurityAccount",
                        arn=bus_arn,
                        role_arn=role.role_arn,
                        dead_letter_config=events.CfnRule.DeadLetterConfigProperty(arn=self.undelivered.queue_arn),
                    )
                ],
            )
            rule.node.add_dependency(policy)


def check_pattern(pattern: Mapping[str, Any]) -> None:
    """Refuse an event pattern that EventBridge would refuse at deployment.

    Raises:
        ValueError: the pattern is too long; the message has its length and the limit.
    """
    length = len(json.dumps(pattern, separators=(",", ":")))
    if length > MAX_PATTERN:
        raise ValueError(f"an event pattern must have at most {MAX_PATTERN} characters, got {length}")
