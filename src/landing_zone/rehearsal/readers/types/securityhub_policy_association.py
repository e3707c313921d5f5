"""The tie of a configuration policy to a target: ``GetConfigurationPolicyAssociation``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import CannotReadError, ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading

_TARGETS = {"ACCOUNT": "AccountId", "ORGANIZATIONAL_UNIT": "OrganizationalUnitId", "ROOT": "RootId"}


def read(asked: ReadRequest) -> Reading | None:
    """Ask the service; ``None`` when the target has no policy of its own.

    Raises:
        CannotReadError: the target could not be resolved.
    """
    kind = asked.text("TargetType")
    if kind not in _TARGETS:
        raise CannotReadError(f"TargetType is {kind!r}, and only {', '.join(_TARGETS)} can be asked for")
    answer = answer_or_none(
        asked.client("securityhub").get_configuration_policy_association,
        "ResourceNotFoundException",
        Target={_TARGETS[kind]: asked.text("TargetId")},
    )
    # a policy that the target inherits is not one that was tied to it
    if answer is None or answer.get("AssociationType") == "INHERITED":
        return None
    return Reading(
        picked(answer, "ConfigurationPolicyId", "TargetId", "TargetType"),
        picked(answer, "AssociationStatus", "AssociationStatusMessage", "AssociationType"),
    )


READER = Reader("AWS::SecurityHub::PolicyAssociation", read)
