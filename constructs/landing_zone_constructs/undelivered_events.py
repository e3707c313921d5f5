"""The queue for what EventBridge could not deliver."""

from __future__ import annotations

from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from landing_zone_constructs.customer_managed_key import CustomerManagedKey

KEPT_UNDELIVERED = Duration.days(14)
"""How long an event that could not be delivered is kept: the longest that SQS offers."""


def undelivered_events(scope: Construct, *, key: CustomerManagedKey | None) -> sqs.Queue:
    """Make the dead-letter queue of a construct's rules, which EventBridge's rules of this account may write to.

    The key's policy asks for the queue, which SQS names in each call to KMS, and not for the account on whose behalf
    EventBridge acts: its calls carry none, so that such a condition would drop every event, unseen.

    Sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html and
    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services

    Args:
        scope: whose queue it is; its id there is ``Undelivered``.
        key: encrypts it, and admits EventBridge; without one SQS encrypts with its own.
    """
    stack = Stack.of(scope)
    queue = sqs.Queue(
        scope,
        "Undelivered",
        encryption=sqs.QueueEncryption.KMS if key else sqs.QueueEncryption.SQS_MANAGED,
        encryption_master_key=key,
        enforce_ssl=True,
        retention_period=KEPT_UNDELIVERED,
    )
    queue.add_to_resource_policy(
        iam.PolicyStatement(
            sid="EventBridgeKeepsUndelivered",
            principals=[iam.ServicePrincipal("events.amazonaws.com")],
            actions=["sqs:SendMessage"],
            resources=[queue.queue_arn],
            conditions={
                "ArnLike": {"aws:SourceArn": f"arn:{stack.partition}:events:{stack.region}:{stack.account}:rule/*"}
            },
        )
    )
    own_queues = f"arn:{stack.partition}:sqs:{stack.region}:{stack.account}:*"
    if key:
        key.allow_service(
            sid="EventBridgeKeepsUndelivered",
            service="events.amazonaws.com",
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            conditions={"StringLike": {"kms:EncryptionContext:aws:sqs:arn": own_queues}},
        )
    return queue
