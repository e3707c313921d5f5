"""The alarm on copies that failed."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk.assertions import Template

from landing_zone_constructs.audit_bucket import AuditBucket, Mirror
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.log_retention import LogRetention
from landing_zone_constructs.replication_alarm import replication_alarm

TOPIC = "arn:aws:sns:eu-west-1:333333333333:examplepay-security-alerts"
SOURCE = "examplepay-audit-logs-111111111111-eu-west-1"
MIRROR = Mirror(bucket_name="examplepay-audit-logs-111111111111-eu-central-1", key_alias="audit", region="eu-central-1")


def test_it_watches_the_metric_that_the_bucket_s_replication_publishes(stack: cdk.Stack) -> None:
    """One failure is enough; the three dimensions are those of the bucket's one rule, which has metrics."""
    bucket = AuditBucket(
        stack,
        "Audit",
        key=CustomerManagedKey(stack, "Key", description="Logs", alias="audit", used_through=["s3"]),
        retention=LogRetention(hot_days=90, total_days=400, lock_days=365),
        bucket_name=SOURCE,
        mirror=MIRROR,
    )
    replication_alarm(bucket, source_bucket=SOURCE, mirror=MIRROR, topic_arn=TOPIC)
    template = Template.from_stack(stack)
    (found,) = (alarm["Properties"] for alarm in template.find_resources("AWS::CloudWatch::Alarm").values())
    (rule,) = (
        rule
        for copied in template.find_resources("AWS::S3::Bucket").values()
        for rule in copied["Properties"].get("ReplicationConfiguration", {}).get("Rules", [])
    )
    assert rule["Destination"]["Metrics"]["Status"] == "Enabled"
    assert {dimension["Name"]: dimension["Value"] for dimension in found["Dimensions"]} == {
        "SourceBucket": SOURCE,
        "DestinationBucket": MIRROR.bucket_name,
        "RuleId": rule["Id"],
    }
    assert (found["Namespace"], found["MetricName"], found["Statistic"]) == (
        "AWS/S3",
        "OperationsFailedReplication",
        "Sum",
    )
    assert (found["ComparisonOperator"], found["Threshold"]) == ("GreaterThanThreshold", 0)
    # No data where nothing is copied: AWS advises to keep the state, so that a failure is shown until a copy succeeds.
    assert found["TreatMissingData"] == "ignore"
    assert (found["ActionsEnabled"], found["AlarmActions"]) == (True, [TOPIC])
