"""The association of a configuration policy with a target: ``GetConfigurationPolicyAssociation``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import CannotReadError, ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading

_TARGETS = {"ACCOUNT": "AccountId", "ORGANIZATIONAL_UNIT": "OrganizationalUnitId", "ROOT": "RootId"}


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when the target has no policy of its own.

    Raises:
        CannotReadError: the target could not be resolved.
    """
    kind = request.text("TargetType")
    if kind not in _TARGETS:
        raise CannotReadError(f"TargetType is {kind!r}, and only {', '.join(_TARGETS)} can be read")
    answer = answer_or_none(
        request.client("securityhub").get_configuration_policy_association,
        "ResourceNotFoundException",
        Target={_TARGETS[kind]: request.text("TargetId")},
    )
    # an inherited policy is not an association of this target
    if answer is None or answer.get("AssociationType") == "INHERITED":
        return None
    return Reading(
        picked(answer, "ConfigurationPolicyId", "TargetId", "TargetType"),
        picked(answer, "AssociationStatus", "AssociationStatusMessage", "AssociationType"),
    )


READER = Reader("AWS::SecurityHub::PolicyAssociation", read)
