"""The alarm on a queue for what could not be delivered."""

from __future__ import annotations

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sqs as sqs
from constructs import Construct


def undelivered_alarm(scope: Construct, *, queue: sqs.IQueue, topic_arn: str, description: str) -> cloudwatch.CfnAlarm:
    """Tell a topic as soon as something lies in a dead-letter queue.

    An alarm reaches the topic as CloudWatch, and not as EventBridge, whose way may be the one that is broken. The topic
    is in the alarm's Region; one of another account must admit CloudWatch for this account.

    Serves PCI DSS v4.0.1 10.7.2.
    Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html

    Args:
        scope: whose alarm it is; its id there is ``UndeliveredAlarm``.
        queue: the queue.
        topic_arn: the topic.
        description: what lies there, and what to do, for whoever is called.
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
