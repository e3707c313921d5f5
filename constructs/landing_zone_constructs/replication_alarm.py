"""The alarm on copies that S3 could not make."""

from __future__ import annotations

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from landing_zone_constructs.audit_bucket import REPLICATION_RULE, Mirror


def replication_alarm(scope: Construct, *, source_bucket: str, mirror: Mirror, topic_arn: str) -> cloudwatch.CfnAlarm:
    """Make an alarm that notifies a topic as soon as S3 fails to copy an object of an audit bucket to its mirror.

    S3 publishes this metric in the source bucket's Region, also when the mirror is gone; the other metrics of
    replication are published in the mirror's, and no more when it is gone. Where nothing is copied there is no data:
    the alarm then keeps its state, as AWS advises, so a failure is shown until a later copy succeeds.

    Serves PCI DSS v4.0.1 10.3.3, 10.7.2; GDPR Art. 32(1)(c).
    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html and
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html#s3-cloudwatch-replication-metrics

    Args:
        scope: the bucket's construct; the alarm's id there is ``ReplicationAlarm``.
        source_bucket: the bucket's name.
        mirror: where it is copied to.
        topic_arn: the alert topic, in this Region; one of another account must admit CloudWatch for this account.
    """
    dimensions = {"SourceBucket": source_bucket, "DestinationBucket": mirror.bucket_name, "RuleId": REPLICATION_RULE}
    return cloudwatch.CfnAlarm(
        scope,
        "ReplicationAlarm",
        alarm_description=(
            f"Logs were not copied to {mirror.bucket_name} in {mirror.region}, and have no second copy. "
            "What to do: look at the replication status of its newest objects and at the policies of role, bucket and "
            "keys; repair them; copy what failed with S3 Batch Replication; open an incident (PCI DSS 10.7.3)."
        ),
        namespace="AWS/S3",
        metric_name="OperationsFailedReplication",
        dimensions=[cloudwatch.CfnAlarm.DimensionProperty(name=name, value=dimensions[name]) for name in dimensions],
        statistic="Sum",
        period=300,
        evaluation_periods=1,
        threshold=0,
        comparison_operator="GreaterThanThreshold",
        treat_missing_data="ignore",
        actions_enabled=True,
        alarm_actions=[topic_arn],
    )
