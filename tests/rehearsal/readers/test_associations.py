"""Associations of State Manager, as the service answers: the emulator has none."""

from __future__ import annotations

from tests.rehearsal.readers.account import (
    Declared,
    Stubs,
    assert_created,
    assert_differing,
    assert_missing,
    assert_spelled,
)


def test_an_association_is_read(stubs: Stubs) -> None:
    """An association that no longer runs on a schedule differs; no API returns how long CloudFormation waited."""
    properties = {
        "AssociationName": "close-default-security-group",
        "AutomationTargetParameterName": "GroupId",
        "ComplianceSeverity": "HIGH",
        "MaxConcurrency": "1",
        "MaxErrors": "0",
        "Name": "AWSConfigRemediation-RemoveVPCDefaultSecurityGroupRules",
        "Parameters": {"AutomationAssumeRole": ["arn:aws:iam::123456789012:role/closer"]},
        "ScheduleExpression": "rate(1 day)",
        "Targets": [{"Key": "ParameterValues", "Values": ["sg-1"]}],
    }
    association = Declared("AWS::SSM::Association", "a-1", {**properties, "WaitForSuccessTimeoutSeconds": 900})
    for schedule in ("rate(1 day)", "rate(1 day)", None):
        answer = {**properties, "AssociationId": "a-1"}
        if schedule is None:
            del answer["ScheduleExpression"]
        stubs.answer("ssm", "describe_association", {"AssociationDescription": answer}, AssociationId="a-1")
    stubs.fail("ssm", "describe_association", "AssociationDoesNotExist")
    assert_created(association, stubs.clients, not_readable=("WaitForSuccessTimeoutSeconds",))
    assert_spelled(association, stubs.clients)
    assert_differing(association, stubs.clients, "ScheduleExpression")
    assert_missing(association, stubs.clients)
