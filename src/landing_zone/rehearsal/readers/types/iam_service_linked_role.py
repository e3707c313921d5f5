"""A service-linked role: ``GetRole``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    answer = answer_or_none(request.client("iam").get_role, "NoSuchEntity", RoleName=request.physical_id)
    if answer is None:
        return None
    role = answer["Role"]
    # the path of such a role is /aws-service-role/<service>/, and its name ends in _<suffix> where there is one
    service = role["Path"].strip("/").rpartition("/")[2]
    suffix = role["RoleName"].partition("_")[2]
    return Reading(
        {"AWSServiceName": service, "CustomSuffix": suffix or None, **picked(role, "Description")},
        {"RoleName": role["RoleName"]},
    )


READER = Reader("AWS::IAM::ServiceLinkedRole", read)
