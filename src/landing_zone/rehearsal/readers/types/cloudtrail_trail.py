"""A trail: ``GetTrail``, ``GetTrailStatus``, its event selectors, its insight selectors."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, as_declared, listed, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    cloudtrail = request.client("cloudtrail")
    name = request.physical_id
    answer = answer_or_none(cloudtrail.get_trail, "TrailNotFoundException", Name=name)
    if answer is None:
        return None
    trail = answer["Trail"]
    selectors = cloudtrail.get_event_selectors(TrailName=name)
    insights = answer_or_none(cloudtrail.get_insight_selectors, "InsightNotEnabledException", TrailName=name) or {}
    properties = {
        **picked(
            trail,
            "CloudWatchLogsLogGroupArn",
            "CloudWatchLogsRoleArn",
            "IncludeGlobalServiceEvents",
            "IsMultiRegionTrail",
            "IsOrganizationTrail",
            "S3BucketName",
            "S3KeyPrefix",
            "SnsTopicName",
        ),
        **picked(selectors, "AdvancedEventSelectors", "EventSelectors"),
        "EnableLogFileValidation": trail.get("LogFileValidationEnabled"),
        "InsightSelectors": insights.get("InsightSelectors"),
        "IsLogging": cloudtrail.get_trail_status(Name=name).get("IsLogging"),
        "KMSKeyId": _key(request, trail.get("KmsKeyId")),
        "TrailName": trail["Name"],
    }
    if "Tags" in request.declared:
        tags = listed(cloudtrail, "list_tags", "ResourceTagList", ResourceIdList=[trail["TrailARN"]])
        properties["Tags"] = tags[0]["TagsList"] if tags else None
    return Reading(properties, {"Arn": trail["TrailARN"], "SnsTopicArn": trail.get("SnsTopicARN")})


def _key(request: ReadRequest, key_id: str | None) -> str | None:
    """Return the declared form of the key if it is that key: for an alias, CloudTrail returns the ARN of its key.

    The key is often another account's, and its alias cannot be read from here: then the ARN is returned, and an alias
    in the template differs from it unless the key's account resolves the alias.
    """
    declared = request.declared.get("KMSKeyId")
    if key_id is None or declared == key_id or not isinstance(declared, str) or ":alias/" not in declared:
        return key_id
    _, _, _, region, account_id, alias = declared.split(":", 5)
    kms = request.clients("kms", account_id, region)
    answer = answer_or_none(kms.describe_key, "NotFoundException", KeyId=alias)
    meant = answer["KeyMetadata"]["Arn"] if answer else None
    return as_declared(declared, key_id, *([declared] if meant == key_id else []))


READER = Reader(
    "AWS::CloudTrail::Trail",
    read,
    unordered=frozenset(
        {
            "AdvancedEventSelectors",
            "AdvancedEventSelectors.FieldSelectors",
            "InsightSelectors",
            "InsightSelectors.EventCategories",
        }
    ),
    open_lists=frozenset({"Tags"}),
)
