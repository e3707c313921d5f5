"""A conformance pack of the organisation: ``DescribeOrganizationConformancePacks``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import only, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(request: ReadRequest) -> Reading | None:
    """Read the resource; ``None`` when it does not exist."""
    config = request.client("config")
    found = only(
        config,
        "describe_organization_conformance_packs",
        "OrganizationConformancePacks",
        "NoSuchOrganizationConformancePackException",
        OrganizationConformancePackNames=[request.physical_id],
    )
    if not found:
        return None
    return Reading(
        picked(
            found,
            "ConformancePackInputParameters",
            "DeliveryS3Bucket",
            "DeliveryS3KeyPrefix",
            "ExcludedAccounts",
            "OrganizationConformancePackName",
        ),
        not_readable=dict.fromkeys(
            ("TemplateBody", "TemplateS3Uri"), "AWS Config accepts the template and never returns it"
        ),
    )


READER = Reader(
    "AWS::Config::OrganizationConformancePack",
    read,
    unordered=frozenset({"ConformancePackInputParameters", "ExcludedAccounts"}),
)
