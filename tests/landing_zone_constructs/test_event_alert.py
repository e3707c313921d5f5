"""One EventBridge rule that publishes readable text to a topic."""

from __future__ import annotations

import json
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs.alert_delivery import AlertDelivery
from landing_zone_constructs.event_alert import MAX_TEMPLATE, EventAlert

TOPIC = "arn:aws:sns:eu-west-1:111111111111:examplepay-alerts"
PROPS: dict[str, Any] = {
    "description": "Reports keys",
    "pattern": {"source": ["aws.kms"], "detail-type": ["AWS API Call via CloudTrail"]},
    "message": 'Key "main" in <account>.\nCall it <call>, at once.',
    "values": {"call": "$.detail.eventName", "account": "$.account"},
}


def build(stack: cdk.Stack, **changes: Any) -> EventAlert:
    """An alert with the usual props, some of them changed."""
    delivery = AlertDelivery(stack, "Delivery", topic_arn=TOPIC)
    return EventAlert(stack, "Alert", delivery=delivery, **(PROPS | changes))


@pytest.fixture
def rule(stack: cdk.Stack) -> Any:
    """The properties of the one rule."""
    build(stack)
    (found,) = Template.from_stack(stack).find_resources("AWS::Events::Rule").values()
    return found["Properties"]


def test_rule_is_on_and_matches_the_pattern(rule: dict[str, Any]) -> None:
    """The rule is enabled and has the pattern as given."""
    assert rule["State"] == "ENABLED"
    assert rule["EventPattern"] == PROPS["pattern"]


def test_message_is_one_quoted_text_a_line(rule: dict[str, Any]) -> None:
    """EventBridge takes each line as a separate JSON string; quotation marks in it are escaped."""
    lines = rule["Targets"][0]["InputTransformer"]["InputTemplate"].split("\n")
    assert [json.loads(line) for line in lines] == ['Key "main" in <account>.', "Call it <call>, at once."]


def test_values_come_from_the_event(rule: dict[str, Any]) -> None:
    """Each name has its path."""
    assert rule["Targets"][0]["InputTransformer"]["InputPathsMap"] == PROPS["values"]


def test_topic_is_the_target_and_a_queue_takes_what_fails(stack: cdk.Stack, rule: dict[str, Any]) -> None:
    """Events that cannot be delivered to the topic go to the queue."""
    (target,) = rule["Targets"]
    assert target["Arn"] == TOPIC
    assert "RoleArn" not in target
    assert "Fn::GetAtt" in target["DeadLetterConfig"]["Arn"]


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"message": "In <account>"}, r"\['account'\] in the message and \['account', 'call'\]"),
        ({"values": {"account": "$.account"}}, r"\['account', 'call'\] in the message and \['account'\]"),
        ({"message": "x" * (MAX_TEMPLATE - 1), "values": {}}, "at most 8192 characters, got 8193"),
        ({"pattern": {"source": ["aws.kms"]}}, "must name source and detail-type, got .*aws.kms"),
        ({"pattern": {"detail-type": ["x"]}}, "must name source and detail-type"),
    ],
)
def test_props_that_eventbridge_would_refuse_are_refused(stack: cdk.Stack, changes: dict[str, Any], shown: str) -> None:
    """Names that do not match, a message too long, a pattern too wide: refused, with the values."""
    with pytest.raises(ValueError, match=shown):
        build(stack, **changes)
