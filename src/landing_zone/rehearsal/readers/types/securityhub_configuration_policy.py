"""A configuration policy of Security Hub: ``GetConfigurationPolicy``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import answer_or_none, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    answer = answer_or_none(
        request.client("securityhub").get_configuration_policy,
        "ResourceNotFoundException",
        Identifier=request.physical_id,
    )
    if answer is None:
        return None
    return Reading(picked(answer, "ConfigurationPolicy", "Description", "Name"), picked(answer, "Arn", "Id"))


_CONTROLS = "ConfigurationPolicy.SecurityHub.SecurityControlsConfiguration"
READER = Reader(
    "AWS::SecurityHub::ConfigurationPolicy",
    read,
    unordered=frozenset(
        {
            "ConfigurationPolicy.SecurityHub.EnabledStandardIdentifiers",
            f"{_CONTROLS}.DisabledSecurityControlIdentifiers",
            f"{_CONTROLS}.EnabledSecurityControlIdentifiers",
            f"{_CONTROLS}.SecurityControlCustomParameters",
        }
    ),
)
