"""Alerts to people for urgent findings."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import jmespath
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs.findings_routing import FindingsRouting

TOPIC = "arn:aws:sns:eu-west-1:111111111111:examplepay-alerts"
THREAT = {
    "detail": {
        "accountId": "111111111111",
        "region": "eu-west-1",
        "id": "00000000000000000000000000000000",
        "type": "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration",
        "resource": {"resourceType": "AccessKey"},
        "service": {"count": 2, "eventLastSeen": "2026-01-01T00:00:00Z"},
        "severity": 8,
        "title": "Credentials of an instance were used elsewhere",
        "description": "Credentials of an instance were used from 192.0.2.1",
    }
}
"""The shape of GuardDuty's events, from its guide."""
EXPOSURE = {
    "detail": {
        "id": "00000000-0000-0000-0000-000000000000",
        "status": "ACTIVE",
        "resourceType": "AWS::S3::Bucket",
        "resource": "arn:aws:s3:::example",
        "accountId": "111111111111",
        "region": "eu-west-1",
        "isPublic": True,
    }
}
"""The shape of IAM Access Analyzer's events, from its guide."""


def rules_of(stack: cdk.Stack, **props: Any) -> dict[str, dict[str, Any]]:
    """The rules' properties by source."""
    FindingsRouting(stack, "Findings", topic_arn=TOPIC, **props)
    found = Template.from_stack(stack).find_resources("AWS::Events::Rule").values()
    return {rule["Properties"]["EventPattern"]["source"][0]: rule["Properties"] for rule in found}


def test_high_findings_are_reported_by_default(stack: cdk.Stack) -> None:
    """GuardDuty rates findings as high from 7.0."""
    pattern = rules_of(stack)["aws.guardduty"]["EventPattern"]
    assert pattern["detail-type"] == ["GuardDuty Finding"]
    assert pattern["detail"] == {"severity": [{"numeric": [">=", 7]}]}


def test_lower_findings_can_be_reported(stack: cdk.Stack) -> None:
    """The card data environment may want the medium ones too."""
    pattern = rules_of(stack, lowest_severity=4.0)["aws.guardduty"]["EventPattern"]
    assert pattern["detail"] == {"severity": [{"numeric": [">=", 4]}]}


def test_open_exposures_are_reported(stack: cdk.Stack) -> None:
    """Only active findings of Access Analyzer: resolved and archived ones need no action."""
    pattern = rules_of(stack)["aws.access-analyzer"]["EventPattern"]
    assert pattern["detail-type"] == ["Access Analyzer Finding"]
    assert pattern["detail"] == {"status": ["ACTIVE"]}


@pytest.mark.parametrize(("source", "event"), [("aws.guardduty", THREAT), ("aws.access-analyzer", EXPOSURE)])
def test_values_are_in_the_event(stack: cdk.Stack, source: str, event: dict[str, Any]) -> None:
    """Every value of the message is in an event of that source, and the message goes to the topic."""
    (target,) = rules_of(stack)[source]["Targets"]
    for path in target["InputTransformer"]["InputPathsMap"].values():
        assert jmespath.search(path.removeprefix("$."), event) is not None
    assert target["Arn"] == TOPIC


def test_message_says_what_to_do(stack: cdk.Stack) -> None:
    """The message names the plan to follow and the deadline of the GDPR."""
    text = rules_of(stack)["aws.guardduty"]["Targets"][0]["InputTransformer"]["InputTemplate"]
    assert "PCI DSS 12.10.5" in text
    assert "72 hours" in text


@pytest.mark.parametrize("severity", [0.5, 0, 10.1])
def test_severity_that_guardduty_does_not_give_is_refused(stack: cdk.Stack, severity: float) -> None:
    """Such a rule would match everything or nothing."""
    with pytest.raises(ValueError, match=f"got {severity}"):
        FindingsRouting(stack, "Findings", topic_arn=TOPIC, lowest_severity=severity)
