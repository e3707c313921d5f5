"""The way from an EventBridge rule to an alert topic, in this account or in the security account."""

from __future__ import annotations

import re

from aws_cdk import Stack, Token
from aws_cdk import aws_iam as iam
from constructs import Construct

_TOPIC_ARN = re.compile(r"arn:aws[a-z-]*:sns:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):[A-Za-z0-9_-]{1,256}")
_KEY_ARN = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/.+")


class AlertDelivery(Construct):
    """What EventBridge needs to publish to one topic.

    To a topic of its own account, EventBridge publishes as itself: the topic's policy and its key's policy admit
    ``events.amazonaws.com``. To a topic of another account it needs a role in the rule's account: made here, it may
    publish to that one topic, use the topic's key through SNS alone, and be assumed for this account's rules alone.

    Serves PCI DSS v4.0.1 7.2.5, 10.7.2, 12.10.5; GDPR Art. 33(1).
    Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-cross-account.html

    Args:
        scope: the construct above.
        construct_id: the id below ``scope``.
        topic_arn: the topic, in the rules' Region.
        topic_key_arn: the key that encrypts the topic; needed when the topic is in another account.

    Raises:
        ValueError: an ARN is malformed, the topic is in another Region, or it is in another account and its key is
            not given.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, topic_arn: str, topic_key_arn: str | None = None
    ) -> None:
        super().__init__(scope, construct_id)
        self.topic_arn: str = topic_arn
        """The topic."""
        self.role_arn: str | None = None
        """The role that publishes, or nothing when EventBridge publishes as itself."""
        if Token.is_unresolved(topic_arn):
            return  # a topic of this stack
        stack = Stack.of(self)
        match = _TOPIC_ARN.fullmatch(topic_arn)
        if not match:
            raise ValueError(f"topic_arn must be the ARN of an SNS topic, got {topic_arn!r}")
        if not Token.is_unresolved(stack.region) and match["region"] != stack.region:
            raise ValueError(f"EventBridge reaches topics of its own Region, {stack.region}, alone; got {topic_arn!r}")
        if match["account"] == stack.account:
            return
        if topic_key_arn is None or not _KEY_ARN.fullmatch(topic_key_arn):
            raise ValueError(
                f"the topic {topic_arn!r} is not in account {stack.account}, so topic_key_arn must be the ARN of the "
                f"KMS key that encrypts it, got {topic_key_arn!r}"
            )
        self.role_arn = self._role(topic_key_arn, match["region"]).role_arn

    def _role(self, topic_key_arn: str, region: str) -> iam.Role:
        stack = Stack.of(self)
        role = iam.Role(
            self,
            "Role",
            description="Lets EventBridge publish alerts to the security account's topic, and nothing else",
            assumed_by=iam.ServicePrincipal(
                "events.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": stack.account}}
            ),
        )
        iam.ManagedPolicy(
            self,
            "Policy",
            description="Publish to the alert topic",
            roles=[role],
            statements=[
                iam.PolicyStatement(sid="PublishAlerts", actions=["sns:Publish"], resources=[self.topic_arn]),
                iam.PolicyStatement(
                    sid="EncryptAlerts",
                    actions=["kms:Decrypt", "kms:GenerateDataKey"],
                    resources=[topic_key_arn],
                    conditions={"StringEquals": {"kms:ViaService": f"sns.{region}.amazonaws.com"}},
                ),
            ],
        )
        return role
