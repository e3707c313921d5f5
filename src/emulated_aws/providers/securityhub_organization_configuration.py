"""``AWS::SecurityHub::OrganizationConfiguration``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class OrganizationConfiguration(Provider):
    """How ``AWS::SecurityHub::OrganizationConfiguration`` is made, changed and removed."""

    type = "AWS::SecurityHub::OrganizationConfiguration"
    emulated = frozenset({"AutoEnable", "AutoEnableStandards", "ConfigurationType"})

    def make(self, call: Call) -> str:
        return f"{call.account_id}/{call.region}"

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        call.client("securityhub").update_organization_configuration(
            OrganizationConfiguration={"ConfigurationType": call.properties.get("ConfigurationType", "LOCAL")},
            **call.picked("AutoEnable", "AutoEnableStandards"),
        )

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"OrganizationConfigurationIdentifier": physical_id}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("securityhub").update_organization_configuration(
            OrganizationConfiguration={"ConfigurationType": "LOCAL"}, AutoEnable=False, AutoEnableStandards="NONE"
        )
