"""An account's authorisation of an aggregator: ``DescribeAggregationAuthorizations``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import listed, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    found = listed(request.client("config"), "describe_aggregation_authorizations", "AggregationAuthorizations")
    one = next((a for a in found if a.get("AggregationAuthorizationArn") == request.physical_id), None)
    if one is None:
        return None
    return Reading(
        picked(one, "AuthorizedAccountId", "AuthorizedAwsRegion"), picked(one, "AggregationAuthorizationArn")
    )


READER = Reader("AWS::Config::AggregationAuthorization", read)
