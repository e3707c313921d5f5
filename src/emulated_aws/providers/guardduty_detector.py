"""``AWS::GuardDuty::Detector``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


def _features(call: Call) -> dict[str, Any]:
    return {"Features": call.properties["Features"]} if "Features" in call.properties else {}


class Detector(Provider):
    """How ``AWS::GuardDuty::Detector`` is made, changed and removed."""

    type = "AWS::GuardDuty::Detector"
    emulated = frozenset({"DataSources", "Enable", "Features", "FindingPublishingFrequency", "Tags"})

    def make(self, call: Call) -> str:
        guardduty = call.client("guardduty")
        if guardduty.list_detectors()["DetectorIds"]:
            raise RuntimeError("a detector already exists for the current account")
        settings = call.picked("DataSources", "Enable", "FindingPublishingFrequency")
        if "Tags" in call.properties:
            settings["Tags"] = {tag["Key"]: tag["Value"] for tag in call.properties["Tags"]}
        return str(guardduty.create_detector(**settings, **_features(call))["DetectorId"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if before is not None:
            call.client("guardduty").update_detector(
                DetectorId=physical_id,
                **call.picked("DataSources", "Enable", "FindingPublishingFrequency"),
                **_features(call),
            )

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"Id": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("guardduty").delete_detector(DetectorId=physical_id)
