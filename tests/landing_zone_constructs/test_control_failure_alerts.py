"""Alerts for security controls that someone stops, deletes or weakens."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import botocore.session
import jmespath
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs.control_failure_alerts import CONCERNS, ControlFailureAlerts

TOPIC = "arn:aws:sns:eu-west-1:111111111111:examplepay-alerts"
EVENT = {
    "account": "111111111111",
    "region": "eu-west-1",
    "time": "2026-01-01T00:00:00Z",
    "detail": {
        "eventID": "00000000-0000-0000-0000-000000000000",
        "eventName": "StopLogging",
        "eventSource": "cloudtrail.amazonaws.com",
        "errorCode": "AccessDenied",
        "sourceIPAddress": "192.0.2.1",
        "userIdentity": {"arn": "arn:aws:sts::111111111111:assumed-role/Administrator/someone"},
    },
}
"""The shape of an event that CloudTrail sends to EventBridge."""


@pytest.fixture
def rules(stack: cdk.Stack) -> dict[str, dict[str, Any]]:
    """The rules' properties by concern."""
    alerts = ControlFailureAlerts(stack, "Alerts", topic_arn=TOPIC)
    found = Template.from_stack(stack).find_resources("AWS::Events::Rule")
    return {name: found[stack.get_logical_id(alert.rule)]["Properties"] for name, alert in alerts.alerts.items()}


def test_each_concern_has_one_rule(rules: dict[str, dict[str, Any]]) -> None:
    """One rule for each concern, each with a different pattern."""
    assert list(rules) == list(CONCERNS)
    assert len({str(rule["EventPattern"]) for rule in rules.values()}) == len(CONCERNS)


@pytest.mark.parametrize(
    ("source", "call"),
    [
        ("aws.cloudtrail", "StopLogging"),
        ("aws.cloudtrail", "DeleteTrail"),
        ("aws.config", "StopConfigurationRecorder"),
        ("aws.config", "DeleteDeliveryChannel"),
        ("aws.guardduty", "DeleteDetector"),
        ("aws.guardduty", "UpdateDetector"),
        ("aws.ec2", "DeleteFlowLogs"),
        ("aws.ec2", "DisableEbsEncryptionByDefault"),
        ("aws.ec2", "DisableSnapshotBlockPublicAccess"),
        ("aws.config", "DeleteOrganizationConformancePack"),
        ("aws.securityhub", "DisableSecurityHub"),
        ("aws.securityhub", "StartConfigurationPolicyDisassociation"),
        ("aws.kms", "DisableKey"),
        ("aws.kms", "ScheduleKeyDeletion"),
        ("aws.kms", "DisableKeyRotation"),
        ("aws.logs", "DeleteLogGroup"),
        ("aws.wafv2", "DeleteLoggingConfiguration"),
        ("aws.events", "DisableRule"),
    ],
)
def test_call_is_reported_by_one_rule(rules: dict[str, dict[str, Any]], source: str, call: str) -> None:
    """A call that stops, deletes or disables a control is matched by exactly one rule."""
    matching = [
        name
        for name, rule in rules.items()
        if source in rule["EventPattern"]["source"] and call in rule["EventPattern"]["detail"]["eventName"]
    ]
    assert len(matching) == 1


def test_harmless_calls_are_not_reported() -> None:
    """Calls that only read, or that turn a control on, raise no alert."""
    for concern in CONCERNS.values():
        harmless = [call for call in concern.calls if call.startswith(("Describe", "Enable", "Get", "List", "Start"))]
        assert [call for call in harmless if not call.endswith("Disassociation")] == []


@pytest.mark.parametrize("name", list(CONCERNS))
def test_calls_exist_in_the_aws_apis(name: str) -> None:
    """Each call is an operation of the service's API: a misspelt one would never match."""
    concern = CONCERNS[name]
    operations = botocore.session.get_session().get_service_model(concern.service).operation_names
    assert not set(concern.calls) - set(operations)
    assert list(concern.calls) == sorted(set(concern.calls))


@pytest.mark.parametrize("name", list(CONCERNS))
def test_pattern_matches_cloudtrails_events_of_the_service(rules: dict[str, dict[str, Any]], name: str) -> None:
    """The pattern names source, detail type and event source of one service."""
    service = CONCERNS[name].service
    pattern = rules[name]["EventPattern"]
    assert pattern["source"] == [f"aws.{service}"]
    assert pattern["detail-type"] == ["AWS API Call via CloudTrail"]
    assert pattern["detail"]["eventSource"] == [f"{service}.amazonaws.com"]


@pytest.mark.parametrize("name", list(CONCERNS))
def test_message_says_in_words_what_happened(rules: dict[str, dict[str, Any]], name: str) -> None:
    """Control, loss, who, what, where, when and what to do; every value is in such an event."""
    (target,) = rules[name]["Targets"]
    text = target["InputTransformer"]["InputTemplate"]
    for part in (
        CONCERNS[name].subject,
        CONCERNS[name].loss,
        "<who>",
        "<call>",
        "<account>",
        "<time>",
        "PCI DSS 10.7.3",
    ):
        assert part in text
    assert "{" not in text
    for path in target["InputTransformer"]["InputPathsMap"].values():
        assert jmespath.search(path.removeprefix("$."), EVENT)
    assert target["Arn"] == TOPIC


def test_all_alerts_share_one_queue(stack: cdk.Stack) -> None:
    """One queue and one alarm serve all rules, not one per rule."""
    ControlFailureAlerts(stack, "Alerts", topic_arn=TOPIC)
    template = Template.from_stack(stack)
    template.resource_count_is("AWS::SQS::Queue", 1)
    template.resource_count_is("AWS::CloudWatch::Alarm", 1)


def test_topic_of_another_account_is_refused(stack: cdk.Stack) -> None:
    """The topic's ARN is checked, and shown."""
    with pytest.raises(ValueError, match="222222222222"):
        ControlFailureAlerts(stack, "Alerts", topic_arn=TOPIC.replace("111111111111", "222222222222"))
