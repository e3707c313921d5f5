"""A detector of GuardDuty with its protection plans: ``ListDetectors``, ``GetDetector``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import listed, picked, tag_list
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    guardduty = request.client("guardduty")
    # GetDetector returns "bad request" for a missing detector and for other errors; the list is unambiguous
    if request.physical_id not in listed(guardduty, "list_detectors", "DetectorIds"):
        return None
    answer = guardduty.get_detector(DetectorId=request.physical_id)
    return Reading(
        {
            "Enable": answer["Status"] == "ENABLED",
            "Features": answer.get("Features"),
            "Tags": tag_list(answer.get("Tags")),
            **picked(answer, "FindingPublishingFrequency"),
        },
        {"Id": request.physical_id},
    )


READER = Reader(
    "AWS::GuardDuty::Detector",
    read,
    # the service lists every plan, including those that are not in the template
    open_lists=frozenset({"Features", "Features.AdditionalConfiguration", "Tags"}),
)
