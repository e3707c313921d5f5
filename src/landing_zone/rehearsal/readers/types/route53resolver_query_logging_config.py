"""Where DNS queries are logged to: ``GetResolverQueryLogConfig``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    answer = answer_or_none(
        request.client("route53resolver").get_resolver_query_log_config,
        "ResourceNotFoundException",
        ResolverQueryLogConfigId=request.physical_id,
    )
    if answer is None or answer["ResolverQueryLogConfig"].get("Status") in ("DELETING", "FAILED"):
        return None
    found = answer["ResolverQueryLogConfig"]
    return Reading(
        picked(found, "DestinationArn", "Name"),
        picked(found, "Arn", "AssociationCount", "CreationTime", "CreatorRequestId", "Id", "OwnerId", "ShareStatus"),
    )


READER = Reader("AWS::Route53Resolver::ResolverQueryLoggingConfig", read)
