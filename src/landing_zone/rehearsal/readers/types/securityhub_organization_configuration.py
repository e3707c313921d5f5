"""The organisation's configuration of Security Hub: ``DescribeOrganizationConfiguration``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    answer = request.client("securityhub").describe_organization_configuration()
    organisation = answer.get("OrganizationConfiguration", {})
    return Reading(
        {
            **picked(answer, "AutoEnable", "AutoEnableStandards"),
            **picked(organisation, "ConfigurationType"),
        },
        {**picked(answer, "MemberAccountLimitReached"), **picked(organisation, "Status", "StatusMessage")},
    )


READER = Reader("AWS::SecurityHub::OrganizationConfiguration", read)
