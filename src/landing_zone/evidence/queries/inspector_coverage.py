"""Inspector scans every host, image and function that it covers."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_GONE = frozenset({"EC2_INSTANCE_STOPPED", "RESOURCE_TERMINATED", "SCAN_ELIGIBILITY_EXPIRED", "EXCLUDED_BY_TAG"})
"""Reasons why no scan is needed. Source: ScanStatus, Amazon Inspector API Reference."""


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge each resource that Inspector lists in the account."""
    own = {"accountId": [{"comparison": "EQUALS", "value": place.account.id}]}
    for item in place.pages("inspector2", "list_coverage", "coveredResources", filterCriteria=own):
        status = item.get("scanStatus", {})
        if status.get("reason") in _GONE:
            continue
        fine = status.get("statusCode") == "ACTIVE"
        yield place.judged(
            item["resourceId"],
            item["resourceType"],
            f"{item['resourceType']} {item['resourceId']} in {place.name}",
            "is scanned",
            [] if fine else [f"is not scanned: {status.get('reason', 'no reason given')}"],
            {"status": status, "scanType": item.get("scanType"), "lastScannedAt": item.get("lastScannedAt")},
        )


QUERY = Query(
    id="inspector_coverage",
    title="Inspector scans every host, image and function that it covers",
    controls=("inspector",),
    level=Level.ENVIRONMENT,
    actions=("inspector2:ListCoverage",),
    ask=ask,
)
