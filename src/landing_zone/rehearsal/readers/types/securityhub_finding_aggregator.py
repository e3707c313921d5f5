"""The aggregator of findings of several Regions: ``GetFindingAggregator``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    answer = answer_or_none(
        request.client("securityhub").get_finding_aggregator,
        "ResourceNotFoundException",
        FindingAggregatorArn=request.physical_id,
    )
    if answer is None:
        return None
    return Reading(
        picked(answer, "RegionLinkingMode", "Regions"),
        picked(answer, "FindingAggregatorArn", "FindingAggregationRegion"),
    )


READER = Reader("AWS::SecurityHub::FindingAggregator", read, unordered=frozenset({"Regions"}))
