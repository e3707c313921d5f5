"""A conformance pack of the organisation: ``DescribeOrganizationConformancePacks``."""

from __future__ import annotations

from landing_zone.rehearsal.readers.answers import only, picked
from landing_zone.rehearsal.readers.read_request import ReadRequest
from landing_zone.rehearsal.readers.reader import Reader, Reading


def read(asked: ReadRequest) -> Reading | None:
    """Ask the service; ``None`` when the resource does not exist."""
    config = asked.client("config")
    found = only(
        config,
        "describe_organization_conformance_packs",
        "OrganizationConformancePacks",
        "NoSuchOrganizationConformancePackException",
        OrganizationConformancePackNames=[asked.physical_id],
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
        not_told=dict.fromkeys(
            ("TemplateBody", "TemplateS3Uri"), "AWS Config takes the template and never gives it back"
        ),
    )


READER = Reader(
    "AWS::Config::OrganizationConformancePack",
    read,
    unordered=frozenset({"ConformancePackInputParameters", "ExcludedAccounts"}),
)
