"""A policy of the organisation: ``DescribePolicy``, ``ListTargetsForPolicy``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, listed, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    organizations = request.client("organizations")
    policy_id = request.physical_id
    answer = answer_or_none(organizations.describe_policy, "PolicyNotFoundException", PolicyId=policy_id)
    if answer is None:
        return None
    policy = answer["Policy"]
    summary = policy["PolicySummary"]
    targets = listed(organizations, "list_targets_for_policy", "Targets", PolicyId=policy_id)
    properties = {
        **picked(summary, "Description", "Name", "Type"),
        "Content": policy["Content"],
        "TargetIds": [target["TargetId"] for target in targets],
    }
    if "Tags" in request.declared:
        properties["Tags"] = listed(organizations, "list_tags_for_resource", "Tags", ResourceId=policy_id)
    return Reading(properties, {**picked(summary, "Arn", "AwsManaged"), "Id": policy_id})


READER = Reader(
    "AWS::Organizations::Policy",
    read,
    unordered=frozenset({"TargetIds"}),
    open_lists=frozenset({"Tags"}),
    documents=frozenset({"Content"}),
)
