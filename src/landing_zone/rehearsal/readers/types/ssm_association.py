"""An association of State Manager: ``DescribeAssociation``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    answer = answer_or_none(
        request.client("ssm").describe_association, "AssociationDoesNotExist", AssociationId=request.physical_id
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
        {"AssociationId": request.physical_id},
        {"WaitForSuccessTimeoutSeconds": "how long CloudFormation waits; no API returns it"},
    )


READER = Reader("AWS::SSM::Association", read, unordered=frozenset({"CalendarNames", "Targets"}))
