"""The bus that receives the events of the whole organisation."""

from __future__ import annotations

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs.findings_routing import FindingsRouting
from landing_zone_constructs.security_event_bus import SecurityEventBus

NAME = "examplepay-security-findings"
TOPIC = "arn:aws:sns:eu-west-1:111111111111:examplepay-alerts"


def test_only_accounts_of_the_organisation_may_put_events(stack: cdk.Stack) -> None:
    """One statement: PutEvents, on this bus, for principals of this organisation."""
    SecurityEventBus(stack, "Bus", name=NAME, organisation_id="o-examplepay01")
    template = Template.from_stack(stack)
    template.has_resource_properties("AWS::Events::EventBus", {"Name": NAME})
    (policy,) = template.find_resources("AWS::Events::EventBusPolicy").values()
    assert policy["Properties"]["Statement"] == {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "events:PutEvents",
        "Resource": f"arn:aws:events:eu-west-1:111111111111:event-bus/{NAME}",
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-examplepay01"}},
    }


def test_a_malformed_organisation_is_refused(stack: cdk.Stack) -> None:
    """A wrong id would admit no account, or foreign accounts."""
    with pytest.raises(ValueError, match="organisation id"):
        SecurityEventBus(stack, "Bus", name=NAME, organisation_id="examplepay")


def test_a_carried_alert_listens_on_the_bus_and_another_does_not(stack: cdk.Stack) -> None:
    """An alert that is not carried stays on the default bus."""
    bus = SecurityEventBus(stack, "Bus", name=NAME, organisation_id="o-examplepay01")
    findings = FindingsRouting(stack, "Findings", topic_arn=TOPIC)
    bus.carry(findings.alert)
    rules = [rule["Properties"] for rule in Template.from_stack(stack).find_resources("AWS::Events::Rule").values()]
    buses = {rule["EventPattern"]["source"][0]: rule.get("EventBusName") for rule in rules}
    assert buses == {"aws.guardduty": {"Ref": stack.get_logical_id(bus.bus)}, "aws.access-analyzer": None}
