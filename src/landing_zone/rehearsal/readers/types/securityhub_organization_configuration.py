"""How Security Hub is set up in the organisation: ``DescribeOrganizationConfiguration``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(asked: ReadRequest) -> Reading | None:
    """Ask the service; ``None`` when the resource does not exist."""
    answer = asked.client("securityhub").describe_organization_configuration()
    organisation = answer.get("OrganizationConfiguration", {})
    return Reading(
        {
            **picked(answer, "AutoEnable", "AutoEnableStandards"),
            **picked(organisation, "ConfigurationType"),
        },
        {**picked(answer, "MemberAccountLimitReached"), **picked(organisation, "Status", "StatusMessage")},
    )


READER = Reader("AWS::SecurityHub::OrganizationConfiguration", read)
