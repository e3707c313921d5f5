"""Where a web ACL logs to: ``GetLoggingConfiguration``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    answer = answer_or_none(
        request.client("wafv2").get_logging_configuration,
        "WAFNonexistentItemException",
        ResourceArn=request.text("ResourceArn"),
    )
    if answer is None:
        return None
    configuration = answer["LoggingConfiguration"]
    return Reading(
        picked(configuration, "LogDestinationConfigs", "LoggingFilter", "RedactedFields", "ResourceArn"),
        picked(configuration, "ManagedByFirewallManager"),
    )


READER = Reader("AWS::WAFv2::LoggingConfiguration", read, unordered=frozenset({"RedactedFields"}))
