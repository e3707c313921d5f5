"""The alarm on a dead-letter queue."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_sqs as sqs
from aws_cdk.assertions import Template

from landing_zone_constructs.undelivered_alarm import undelivered_alarm

TOPIC = "arn:aws:sns:eu-west-1:333333333333:examplepay-security-alerts"


def test_one_message_is_enough_and_an_empty_queue_is_quiet(stack: cdk.Stack) -> None:
    """SQS sends no metric for an unused queue: missing data raises no alarm."""
    undelivered_alarm(stack, queue=sqs.Queue(stack, "Queue"), topic_arn=TOPIC, description="Read them in the queue")
    (alarm,) = Template.from_stack(stack).find_resources("AWS::CloudWatch::Alarm").values()
    found = alarm["Properties"]
    assert (found["Namespace"], found["Statistic"], found["Threshold"]) == ("AWS/SQS", "Maximum", 0)
    assert found["ComparisonOperator"] == "GreaterThanThreshold"
    assert found["TreatMissingData"] == "notBreaching"
    assert (found["ActionsEnabled"], found["AlarmActions"]) == (True, [TOPIC])
    assert found["AlarmDescription"] == "Read them in the queue"
