"""A detector of GuardDuty with its protection plans: ``ListDetectors``, ``GetDetector``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import listed, picked, tag_list
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(asked: ReadRequest) -> Reading | None:
    """Ask the service; ``None`` when the resource does not exist."""
    guardduty = asked.client("guardduty")
    # GetDetector answers "bad request" for a detector that is not there and for other mistakes: the list is certain
    if asked.physical_id not in listed(guardduty, "list_detectors", "DetectorIds"):
        return None
    answer = guardduty.get_detector(DetectorId=asked.physical_id)
    return Reading(
        {
            "Enable": answer["Status"] == "ENABLED",
            "Features": answer.get("Features"),
            "Tags": tag_list(answer.get("Tags")),
            **picked(answer, "FindingPublishingFrequency"),
        },
        {"Id": asked.physical_id},
    )


READER = Reader(
    "AWS::GuardDuty::Detector",
    read,
    # the service lists every plan, those that the template does not name too
    open_lists=frozenset({"Features", "Features.AdditionalConfiguration", "Tags"}),
)
