"""Delivery to the alert topic: the queue for undelivered alerts, and the alarm on it."""

from __future__ import annotations

import json
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_sns as sns
from aws_cdk.assertions import Template

from landing_zone_constructs.alert_delivery import AlertDelivery
from landing_zone_constructs.customer_managed_key import CustomerManagedKey

TOPIC = "arn:aws:sns:eu-west-1:111111111111:examplepay-alerts"


def only(template: Template, kind: str) -> Any:
    """The properties of the one resource of a type."""
    (found,) = template.find_resources(kind).values()
    return found["Properties"]


@pytest.fixture
def template(stack: cdk.Stack) -> Template:
    """The template of a delivery under a key."""
    key = CustomerManagedKey(stack, "Key", description="Encrypts alerts on their way", alias="alerts")
    AlertDelivery(stack, "Delivery", topic_arn=TOPIC, queue_key=key)
    return Template.from_stack(stack)


def statements(template: Template) -> dict[str, dict[str, Any]]:
    """The queue policy's statements by effect."""
    found = only(template, "AWS::SQS::QueuePolicy")["PolicyDocument"]["Statement"]
    return {statement["Effect"]: statement for statement in found}


def test_undelivered_alerts_are_kept_encrypted(template: Template) -> None:
    """The queue keeps for 14 days, under the key given."""
    queue = only(template, "AWS::SQS::Queue")
    assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600
    assert "Fn::GetAtt" in queue["KmsMasterKeyId"]


def test_queue_is_encrypted_without_a_key_too(stack: cdk.Stack) -> None:
    """Without a key, SQS encrypts with its own."""
    AlertDelivery(stack, "Delivery", topic_arn=TOPIC)
    queue = only(Template.from_stack(stack), "AWS::SQS::Queue")
    assert queue["SqsManagedSseEnabled"] is True


def test_only_rules_of_this_account_may_write(template: Template) -> None:
    """EventBridge may send for this account's rules, and every call without TLS is denied."""
    allowed = statements(template)["Allow"]
    assert allowed["Principal"] == {"Service": "events.amazonaws.com"}
    assert allowed["Action"] == "sqs:SendMessage"
    assert allowed["Condition"] == {"ArnLike": {"aws:SourceArn": "arn:aws:events:eu-west-1:111111111111:rule/*"}}
    denied = statements(template)["Deny"]
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_key_admits_eventbridge_for_queues_of_this_account(template: Template) -> None:
    """Without that, an alert would be lost when the queue is needed; EventBridge passes no source account to KMS."""
    policy = only(template, "AWS::KMS::Key")["KeyPolicy"]["Statement"]
    (statement,) = [s for s in policy if s.get("Sid") == "EventBridgeKeepsUndelivered"]
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert sorted(statement["Action"]) == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert json.loads(json.dumps(statement["Condition"])) == {
        "StringLike": {"kms:EncryptionContext:aws:sqs:arn": "arn:aws:sqs:eu-west-1:111111111111:*"}
    }


def test_alarm_goes_off_at_the_first_undelivered_alert(template: Template) -> None:
    """One message in the queue is enough, and CloudWatch notifies the topic, not EventBridge."""
    alarm = only(template, "AWS::CloudWatch::Alarm")
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")
    assert alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    assert alarm["AlarmActions"] == [TOPIC]
    assert alarm["ActionsEnabled"] is True


def test_topic_of_the_stack_is_accepted(stack: cdk.Stack) -> None:
    """A topic of the same stack has no ARN yet; CDK resolves the reference."""
    topic = sns.Topic(stack, "Topic")
    delivery = AlertDelivery(stack, "Delivery", topic_arn=topic.topic_arn)
    assert stack.resolve(delivery.topic_arn) == stack.resolve(topic.topic_arn)


def test_stack_for_any_account_accepts_any_topic(app: cdk.App) -> None:
    """A stack that knows its account and Region only at deployment cannot compare them."""
    delivery = AlertDelivery(cdk.Stack(app, "Anywhere"), "Delivery", topic_arn=TOPIC)
    assert delivery.topic_arn == TOPIC


@pytest.mark.parametrize(
    "arn",
    [
        "examplepay-alerts",
        "arn:aws:sqs:eu-west-1:111111111111:examplepay-alerts",
        "arn:aws:sns:eu-west-1:222222222222:examplepay-alerts",
        "arn:aws:sns:eu-central-1:111111111111:examplepay-alerts",
    ],
)
def test_other_topics_are_refused(stack: cdk.Stack, arn: str) -> None:
    """An ARN that is not a topic's, or is of another account or Region, is refused and shown."""
    with pytest.raises(ValueError, match=arn):
        AlertDelivery(stack, "Delivery", topic_arn=arn)
