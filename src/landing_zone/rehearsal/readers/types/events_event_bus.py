"""An event bus: ``DescribeEventBus``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(asked: ReadRequest) -> Reading | None:
    """Ask the service; ``None`` when the resource does not exist."""
    answer = answer_or_none(
        asked.client("events").describe_event_bus, "ResourceNotFoundException", Name=asked.physical_id
    )
    if answer is None:
        return None
    properties = picked(answer, "DeadLetterConfig", "Description", "KmsKeyIdentifier", "LogConfig", "Name", "Policy")
    return Reading(properties, picked(answer, "Arn", "Name"))


READER = Reader("AWS::Events::EventBus", read, policies=frozenset({"Policy"}))
