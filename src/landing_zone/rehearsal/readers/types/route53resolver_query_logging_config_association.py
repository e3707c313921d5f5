"""The VPC whose DNS queries are logged: ``GetResolverQueryLogConfigAssociation``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    answer = answer_or_none(
        request.client("route53resolver").get_resolver_query_log_config_association,
        "ResourceNotFoundException",
        ResolverQueryLogConfigAssociationId=request.physical_id,
    )
    if answer is None or answer["ResolverQueryLogConfigAssociation"].get("Status") in ("DELETING", "FAILED"):
        return None
    found = answer["ResolverQueryLogConfigAssociation"]
    return Reading(
        picked(found, "ResolverQueryLogConfigId", "ResourceId"),
        picked(found, "CreationTime", "Error", "ErrorMessage", "Id"),
    )


READER = Reader("AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation", read)
