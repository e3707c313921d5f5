"""Forwarding of findings to the security account."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Match, Template

from landing_zone_constructs.control_failure_alerts import CONCERNS
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.event_forwarding import MAX_PATTERN, EventForwarding, check_pattern

BUS = "arn:aws:events:eu-west-1:333333333333:event-bus/examplepay-security-findings"

TOPIC = "arn:aws:sns:eu-west-1:333333333333:examplepay-security-alerts"


@pytest.fixture
def template(stack: cdk.Stack) -> Template:
    """The template of a stack that forwards its events."""
    key = CustomerManagedKey(stack, "Key", description="Undelivered findings", alias="examplepay-findings")
    EventForwarding(stack, "EventForwarding", bus_arn=BUS, queue_key=key, alarm_topic_arn=TOPIC)
    return Template.from_stack(stack)


@pytest.fixture
def rules(template: Template) -> list[dict[str, Any]]:
    """The properties of the rules."""
    return [found["Properties"] for found in template.find_resources("AWS::Events::Rule").values()]


def test_every_rule_is_on_and_sends_only_to_the_bus_and_keeps_undelivered_events(
    rules: list[dict[str, Any]],
) -> None:
    """One target each: the bus, with a role, and a queue for undelivered events."""
    assert len(rules) == 2
    for rule in rules:
        assert rule["State"] == "ENABLED"
        (target,) = rule["Targets"]
        assert target["Arn"] == BUS
        assert "Fn::GetAtt" in target["RoleArn"]
        assert "Fn::GetAtt" in target["DeadLetterConfig"]["Arn"]


def test_findings_of_every_detector_are_sent(rules: list[dict[str, Any]]) -> None:
    """GuardDuty's findings of any severity and Access Analyzer's are sent; the security account selects from them."""
    (pattern,) = [r["EventPattern"] for r in rules if "GuardDuty Finding" in r["EventPattern"]["detail-type"]]
    assert pattern == {
        "source": ["aws.access-analyzer", "aws.guardduty"],
        "detail-type": ["Access Analyzer Finding", "GuardDuty Finding"],
    }


def test_every_call_that_raises_an_alert_is_sent(rules: list[dict[str, Any]]) -> None:
    """A concern added to the alerts is forwarded too; otherwise it would never raise an alert."""
    (pattern,) = [
        r["EventPattern"] for r in rules if r["EventPattern"]["detail-type"] == ["AWS API Call via CloudTrail"]
    ]
    for concern in CONCERNS.values():
        assert f"aws.{concern.service}" in pattern["source"]
        assert set(concern.calls) <= set(pattern["detail"]["eventName"])


def test_the_role_may_put_events_on_the_bus_and_no_more(template: Template) -> None:
    """One action, one resource; assumed by EventBridge for this account only."""
    (policy,) = template.find_resources("AWS::IAM::ManagedPolicy").values()
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Action"], statement["Resource"]) == ("Allow", "events:PutEvents", BUS)
    (role,) = template.find_resources("AWS::IAM::Role").values()
    (trust,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "events.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": "111111111111"}}


def test_the_queue_is_encrypted_and_takes_messages_only_from_rules_of_this_account(template: Template) -> None:
    """Encrypted, kept as long as SQS can, written by EventBridge's rules of this account, and only over TLS."""
    (key,) = template.find_resources("AWS::KMS::Key")
    queue = {"KmsMasterKeyId": {"Fn::GetAtt": [key, "Arn"]}, "MessageRetentionPeriod": 1209600}
    template.has_resource_properties("AWS::SQS::Queue", queue)
    statements = Match.array_with(
        [
            Match.object_like({"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}),
            Match.object_like(
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "events.amazonaws.com"},
                    "Action": "sqs:SendMessage",
                    "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:events:eu-west-1:111111111111:rule/*"}},
                }
            ),
        ]
    )
    template.has_resource_properties("AWS::SQS::QueuePolicy", {"PolicyDocument": {"Statement": statements}})


def test_an_alarm_reports_undelivered_events(template: Template) -> None:
    """It goes to the topic directly, and not over the bus, whose delivery failed."""
    (queue,) = template.find_resources("AWS::SQS::Queue")
    template.has_resource_properties(
        "AWS::CloudWatch::Alarm",
        {
            "AlarmActions": [TOPIC],
            "ActionsEnabled": True,
            "MetricName": "ApproximateNumberOfMessagesVisible",
            "Dimensions": [{"Name": "QueueName", "Value": {"Fn::GetAtt": [queue, "QueueName"]}}],
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 0,
        },
    )


def test_a_pattern_longer_than_eventbridge_accepts_is_refused() -> None:
    """The limit itself passes; one character more names both numbers."""
    empty = len('{"source":[""]}')
    check_pattern({"source": ["x" * (MAX_PATTERN - empty)]})
    with pytest.raises(ValueError, match=f"at most {MAX_PATTERN} characters, got {MAX_PATTERN + 1}"):
        check_pattern({"source": ["x" * (MAX_PATTERN - empty + 1)]})


def test_the_queues_key_admits_eventbridge_of_this_account(template: Template) -> None:
    """Without it, EventBridge would drop what it could not deliver."""
    (key,) = template.find_resources("AWS::KMS::Key").values()
    admitted = [
        statement["Condition"]
        for statement in key["Properties"]["KeyPolicy"]["Statement"]
        if statement["Principal"] == {"Service": "events.amazonaws.com"}
        and "kms:GenerateDataKey" in statement["Action"]
    ]
    assert admitted == [{"StringLike": {"kms:EncryptionContext:aws:sqs:arn": "arn:aws:sqs:eu-west-1:111111111111:*"}}]
