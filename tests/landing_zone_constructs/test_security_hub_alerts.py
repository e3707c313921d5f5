"""Alerts to people for findings of Security Hub."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import jmespath
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs.security_hub_alerts import SecurityHubAlerts

TOPIC = "arn:aws:sns:eu-west-1:111111111111:examplepay-alerts"
FINDING = {
    "AwsAccountId": "222222222222",
    "Compliance": {"Status": "FAILED", "SecurityControlId": "S3.1"},
    "Description": "This control checks whether ...",
    "Id": "arn:aws:securityhub:eu-west-1:222222222222:security-control/S3.1/finding/0",
    "ProductName": "Security Hub",
    "RecordState": "ACTIVE",
    "Region": "eu-central-1",
    "Resources": [{"Id": "AWS::::Account:222222222222", "Type": "AwsAccount"}],
    "Severity": {"Label": "HIGH"},
    "Title": "S3 general purpose buckets should have block public access settings enabled",
    "Workflow": {"Status": "NEW"},
}
EVENT = {"detail": {"findings": [FINDING]}}
"""The shape of an event that Security Hub sends to EventBridge: one finding each."""


@pytest.fixture
def rule(stack: cdk.Stack) -> dict[str, Any]:
    """The rule's properties."""
    SecurityHubAlerts(stack, "Alerts", topic_arn=TOPIC)
    (found,) = Template.from_stack(stack).find_resources("AWS::Events::Rule").values()
    return dict(found["Properties"])


def matches(pattern: dict[str, Any], finding: dict[str, Any]) -> bool:
    """Match a finding with the part of a pattern that is about findings, as EventBridge would."""
    for key, wanted in pattern.items():
        value = finding.get(key)
        if isinstance(wanted, dict):
            if not isinstance(value, dict) or not matches(wanted, value):
                return False
        elif not any(value not in w["anything-but"] if isinstance(w, dict) else value == w for w in wanted):
            return False
    return True


@pytest.mark.parametrize(
    ("change", "reported"),
    [
        ({}, True),
        ({"Severity": {"Label": "CRITICAL"}}, True),
        ({"ProductName": "Inspector"}, True),
        ({"Severity": {"Label": "MEDIUM"}}, False),
        ({"Workflow": {"Status": "NOTIFIED"}}, False),
        ({"Workflow": {"Status": "SUPPRESSED"}}, False),
        ({"RecordState": "ARCHIVED"}, False),
        ({"ProductName": "GuardDuty"}, False),
        ({"ProductName": "IAM Access Analyzer"}, False),
    ],
)
def test_new_urgent_findings_are_reported_once(rule: dict[str, Any], change: dict[str, Any], reported: bool) -> None:
    """High and critical, new, active; not those of products with their own alerts."""
    pattern = rule["EventPattern"]
    assert pattern["source"] == ["aws.securityhub"]
    assert pattern["detail-type"] == ["Security Hub Findings - Imported"]
    assert matches(pattern["detail"]["findings"], FINDING | change) is reported


def test_it_listens_on_the_accounts_default_bus(rule: dict[str, Any]) -> None:
    """Security Hub puts events there, and on no custom bus."""
    assert "EventBusName" not in rule
    assert rule["State"] == "ENABLED"


def test_the_message_says_what_where_and_what_to_do(rule: dict[str, Any]) -> None:
    """Every value is in such an event."""
    (target,) = rule["Targets"]
    assert target["Arn"] == TOPIC
    text = target["InputTransformer"]["InputTemplate"]
    for part in ("<severity>", "<title>", "<owner>", "<region>", "<resource>", "PCI DSS", "NOTIFIED"):
        assert part in text
    for path in target["InputTransformer"]["InputPathsMap"].values():
        assert jmespath.search(path.removeprefix("$."), EVENT), path


def test_a_topic_of_another_account_is_refused(stack: cdk.Stack) -> None:
    """EventBridge rules publish within their account."""
    with pytest.raises(ValueError, match="222222222222"):
        SecurityHubAlerts(stack, "Alerts", topic_arn=TOPIC.replace("111111111111", "222222222222"))
