"""A log group: ``DescribeLogGroups``, ``ListTagsForResource``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import as_declared, listed, tag_list
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    logs = request.client("logs")
    name = request.physical_id
    groups = listed(logs, "describe_log_groups", "logGroups", logGroupNamePrefix=name)
    found = next((g for g in groups if g["logGroupName"] == name), None)
    if found is None:
        return None
    # Fn::GetAtt returns the ARN that ends in ":*", which covers the log streams
    arn = found["arn"]
    bare = arn.removesuffix(":*")
    key = found.get("kmsKeyId")
    properties = {
        "BearerTokenAuthenticationEnabled": found.get("bearerTokenAuthenticationEnabled"),
        "DeletionProtectionEnabled": found.get("deletionProtectionEnabled"),
        "KmsKeyId": as_declared(request.declared.get("KmsKeyId"), key, key.rpartition("/")[2]) if key else None,
        "LogGroupClass": found.get("logGroupClass"),
        "LogGroupName": name,
        "RetentionInDays": found.get("retentionInDays"),
    }
    if "Tags" in request.declared:
        properties["Tags"] = tag_list(logs.list_tags_for_resource(resourceArn=bare).get("tags"))
    return Reading(properties, {"Arn": arn})


READER = Reader("AWS::Logs::LogGroup", read, open_lists=frozenset({"Tags"}))
