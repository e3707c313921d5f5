"""``AWS::SecurityHub::ConfigurationPolicy``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class ConfigurationPolicy(Provider):
    """How ``AWS::SecurityHub::ConfigurationPolicy`` is made, changed and removed."""

    type = "AWS::SecurityHub::ConfigurationPolicy"
    emulated = frozenset({"ConfigurationPolicy", "Description", "Name", "Tags"})

    def make(self, call: Call) -> str:
        made = call.client("securityhub").create_configuration_policy(
            **call.picked("ConfigurationPolicy", "Description", "Name", "Tags")
        )
        return str(made["Arn"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if before is not None:
            call.client("securityhub").update_configuration_policy(
                Identifier=physical_id, **call.picked("ConfigurationPolicy", "Description", "Name")
            )

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        policy = call.client("securityhub").get_configuration_policy(Identifier=physical_id)
        return {"Arn": policy["Arn"], "Id": policy["Id"]}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("securityhub").delete_configuration_policy(Identifier=physical_id)
