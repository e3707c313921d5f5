"""The dead-letter queue for events that EventBridge could not deliver."""

from __future__ import annotations

from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from landing_zone_constructs.customer_managed_key import CustomerManagedKey

KEPT_UNDELIVERED = Duration.days(14)
"""How long an undelivered event is kept: the longest that SQS offers."""


def undelivered_events(scope: Construct, *, key: CustomerManagedKey | None) -> sqs.Queue:
    """Make the dead-letter queue of a construct's rules; EventBridge rules of this account may write to it.

    The key's policy has a condition on the queue, which SQS names in each call to KMS, and not on the account on whose
    behalf EventBridge acts: its calls carry no account, so such a condition would silently drop every event.

    Sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html and
    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services

    Args:
        scope: the construct above; the queue's id there is ``Undelivered``.
        key: encrypts the queue, and admits EventBridge; if None, SQS encrypts with its own key.
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
