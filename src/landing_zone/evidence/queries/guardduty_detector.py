"""GuardDuty's detector is on."""

from __future__ import annotations

from collections.abc import Iterator

from landing_zone.evidence.answer import Answer
from landing_zone.evidence.model import Level
from landing_zone.evidence.query import Query
from landing_zone.evidence.target import QueryTarget

_TYPE = "AWS::GuardDuty::Detector"


def ask(place: QueryTarget) -> Iterator[Answer]:
    """Judge the one detector that an environment can have; none is a failure."""
    client = place.client("guardduty")
    detectors = list(place.pages("guardduty", "list_detectors", "DetectorIds"))
    if not detectors:
        yield place.judged(place.arn("guardduty", "detector"), _TYPE, place.name, "", ["has no detector"], {})
    for detector_id in detectors:
        detector = client.get_detector(DetectorId=detector_id)
        facts = {key: detector.get(key) for key in ("Status", "FindingPublishingFrequency", "CreatedAt", "UpdatedAt")}
        yield place.judged(
            place.arn("guardduty", f"detector/{detector_id}"),
            _TYPE,
            f"The detector of {place.name}",
            "is on",
            [] if detector["Status"] == "ENABLED" else [f"is {detector['Status'].lower()}"],
            facts,
        )


QUERY = Query(
    id="guardduty_detector",
    title="GuardDuty's detector is on",
    controls=("guardduty",),
    level=Level.ENVIRONMENT,
    actions=("guardduty:ListDetectors", "guardduty:GetDetector"),
    ask=ask,
)
