"""Security Hub in a Region: ``DescribeHub``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    answer = answer_or_none(
        request.client("securityhub").describe_hub,
        "InvalidAccessException",  # "Account is not subscribed to AWS Security Hub"
        "ResourceNotFoundException",
        HubArn=request.physical_id,
    )
    if answer is None:
        return None
    return Reading(
        picked(answer, "AutoEnableControls", "ControlFindingGenerator"),
        {"ARN": answer["HubArn"], **picked(answer, "SubscribedAt")},
        {"EnableDefaultStandards": "used once, when Security Hub is enabled; no API returns it"},
    )


READER = Reader("AWS::SecurityHub::Hub", read)
