"""A customer managed policy: ``GetPolicy``, ``GetPolicyVersion``, ``ListEntitiesForPolicy``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, listed, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    iam = request.client("iam")
    arn = request.physical_id
    answer = answer_or_none(iam.get_policy, "NoSuchEntity", PolicyArn=arn)
    if answer is None:
        return None
    policy = answer["Policy"]
    version = iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])["PolicyVersion"]

    def entities(key: str, name: str) -> list[str]:
        return [entity[name] for entity in listed(iam, "list_entities_for_policy", key, PolicyArn=arn)]

    return Reading(
        {
            **picked(policy, "Description", "Path"),
            "Groups": entities("PolicyGroups", "GroupName"),
            "ManagedPolicyName": policy["PolicyName"],
            "PolicyDocument": version["Document"],
            "Roles": entities("PolicyRoles", "RoleName"),
            "Users": entities("PolicyUsers", "UserName"),
        },
        {"PolicyArn": policy["Arn"], "PolicyId": policy["PolicyId"]},
    )


READER = Reader(
    "AWS::IAM::ManagedPolicy",
    read,
    unordered=frozenset({"Groups", "Roles", "Users"}),
    policies=frozenset({"PolicyDocument"}),
)
