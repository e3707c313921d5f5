"""An association of State Manager: ``DescribeAssociation``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(asked: ReadRequest) -> Reading | None:
    """Ask the service; ``None`` when the resource does not exist."""
    answer = answer_or_none(
        asked.client("ssm").describe_association, "AssociationDoesNotExist", AssociationId=asked.physical_id
    )
    if answer is None:
        return None
    properties = picked(
        answer["AssociationDescription"],
        "ApplyOnlyAtCronInterval",
        "AssociationDispatchAssumeRole",
        "AssociationName",
        "AutomationTargetParameterName",
        "CalendarNames",
        "ComplianceSeverity",
        "DocumentVersion",
        "InstanceId",
        "MaxConcurrency",
        "MaxErrors",
        "Name",
        "OutputLocation",
        "Parameters",
        "ScheduleExpression",
        "ScheduleOffset",
        "SyncCompliance",
        "Targets",
    )
    return Reading(
        properties,
        {"AssociationId": asked.physical_id},
        {"WaitForSuccessTimeoutSeconds": "how long CloudFormation waits; no API has it"},
    )


READER = Reader("AWS::SSM::Association", read, unordered=frozenset({"CalendarNames", "Targets"}))
