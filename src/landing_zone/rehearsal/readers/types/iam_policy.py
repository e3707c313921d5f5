"""An inline policy: ``GetRolePolicy`` of each role it is declared for."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none
from landing_zone.rehearsal.readers.read_request import CannotReadError, ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when no role has the policy.

    Raises:
        CannotReadError: it is declared for groups or users, of which a landing zone has none.
    """
    if "Groups" in request.declared or "Users" in request.declared:
        raise CannotReadError("inline policies of groups and users are not read")
    iam = request.client("iam")
    name = request.text("PolicyName")
    documents = {}
    for role in request.texts("Roles"):
        answer = answer_or_none(iam.get_role_policy, "NoSuchEntity", RoleName=role, PolicyName=name)
        if answer is not None:
            documents[role] = answer["PolicyDocument"]
    if not documents:
        return None
    first = next(iter(documents.values()))
    # a role with another document does not have this policy, so Roles differs
    roles = [role for role, document in documents.items() if document == first]
    return Reading({"PolicyDocument": first, "PolicyName": name, "Roles": roles})


READER = Reader("AWS::IAM::Policy", read, unordered=frozenset({"Roles"}), policies=frozenset({"PolicyDocument"}))
