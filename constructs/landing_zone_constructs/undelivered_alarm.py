"""The alarm on a dead-letter queue."""

from __future__ import annotations

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sqs as sqs
from constructs import Construct


def undelivered_alarm(scope: Construct, *, queue: sqs.IQueue, topic_arn: str, description: str) -> cloudwatch.CfnAlarm:
    """Make an alarm that notifies a topic as soon as a dead-letter queue has a message.

    An alarm publishes to the topic as CloudWatch, not as EventBridge, whose delivery may be the one that failed. The
    topic is in the alarm's Region; one of another account must admit CloudWatch for this account.

    Serves PCI DSS v4.0.1 10.7.2.
    Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html

    Args:
        scope: the construct above; the alarm's id there is ``UndeliveredAlarm``.
        queue: the queue.
        topic_arn: the topic.
        description: what the messages are, and what to do, for the person on call.
    """
    return cloudwatch.CfnAlarm(
        scope,
        "UndeliveredAlarm",
        alarm_description=description,
        namespace="AWS/SQS",
        metric_name="ApproximateNumberOfMessagesVisible",
        dimensions=[cloudwatch.CfnAlarm.DimensionProperty(name="QueueName", value=queue.queue_name)],
        statistic="Maximum",
        period=300,
        evaluation_periods=1,
        threshold=0,
        comparison_operator="GreaterThanThreshold",
        treat_missing_data="notBreaching",
        actions_enabled=True,
        alarm_actions=[topic_arn],
    )
