"""An event bus: ``DescribeEventBus``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    answer = answer_or_none(
        request.client("events").describe_event_bus, "ResourceNotFoundException", Name=request.physical_id
    )
    if answer is None:
        return None
    properties = picked(answer, "DeadLetterConfig", "Description", "KmsKeyIdentifier", "LogConfig", "Name", "Policy")
    return Reading(properties, picked(answer, "Arn", "Name"))


READER = Reader("AWS::Events::EventBus", read, policies=frozenset({"Policy"}))
