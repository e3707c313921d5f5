"""``AWS::Config::OrganizationConformancePack``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class OrganizationConformancePack(Provider):
    """How ``AWS::Config::OrganizationConformancePack`` is made, changed and removed."""

    type = "AWS::Config::OrganizationConformancePack"
    emulated = frozenset(
        {
            "ConformancePackInputParameters",
            "DeliveryS3Bucket",
            "DeliveryS3KeyPrefix",
            "ExcludedAccounts",
            "OrganizationConformancePackName",
            "TemplateBody",
            "TemplateS3Uri",
        }
    )
    create_only = frozenset({"OrganizationConformancePackName"})

    def make(self, call: Call) -> str:
        return str(call.properties["OrganizationConformancePackName"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        call.client("config").put_organization_conformance_pack(**call.properties)

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("config").delete_organization_conformance_pack(OrganizationConformancePackName=physical_id)
