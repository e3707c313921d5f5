"""``AWS::CloudTrail::Trail``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider

_SAME = (
    "CloudWatchLogsLogGroupArn",
    "CloudWatchLogsRoleArn",
    "EnableLogFileValidation",
    "IncludeGlobalServiceEvents",
    "IsMultiRegionTrail",
    "IsOrganizationTrail",
    "S3BucketName",
    "S3KeyPrefix",
    "SnsTopicName",
)


def _settings(call: Call) -> dict[str, Any]:
    settings = call.picked(*_SAME)
    if "EnableLogFileValidation" in settings:
        settings["EnableLogFileValidation"] = bool(settings["EnableLogFileValidation"])
    if "KMSKeyId" in call.properties:
        settings["KmsKeyId"] = call.properties["KMSKeyId"]
    return settings


class Trail(Provider):
    """How ``AWS::CloudTrail::Trail`` is made, changed and removed."""

    type = "AWS::CloudTrail::Trail"
    emulated = frozenset(
        {
            "AdvancedEventSelectors",
            "CloudWatchLogsLogGroupArn",
            "CloudWatchLogsRoleArn",
            "EnableLogFileValidation",
            "EventSelectors",
            "IncludeGlobalServiceEvents",
            "InsightSelectors",
            "IsLogging",
            "IsMultiRegionTrail",
            "IsOrganizationTrail",
            "KMSKeyId",
            "S3BucketName",
            "S3KeyPrefix",
            "SnsTopicName",
            "TrailName",
        }
    )
    create_only = frozenset({"TrailName"})

    def make(self, call: Call) -> str:
        name = call.properties.get("TrailName") or call.name(128)
        call.client("cloudtrail").create_trail(Name=name, **_settings(call))
        return str(name)

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        cloudtrail = call.client("cloudtrail")
        if before is not None:
            cloudtrail.update_trail(Name=physical_id, **_settings(call))
        selectors = call.picked("AdvancedEventSelectors", "EventSelectors")
        if selectors:
            cloudtrail.put_event_selectors(TrailName=physical_id, **selectors)
        if "InsightSelectors" in call.properties:
            cloudtrail.put_insight_selectors(TrailName=physical_id, **call.picked("InsightSelectors"))
        (cloudtrail.start_logging if call.properties["IsLogging"] else cloudtrail.stop_logging)(Name=physical_id)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        trail = call.client("cloudtrail").get_trail(Name=physical_id)["Trail"]
        return {"Arn": trail["TrailARN"]}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("cloudtrail").delete_trail(Name=physical_id)
