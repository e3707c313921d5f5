"""``AWS::WAFv2::LoggingConfiguration``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider
from emulated_aws.wafv2_statements import as_of_api


class LoggingConfiguration(Provider):
    """How ``AWS::WAFv2::LoggingConfiguration`` is made, changed and removed."""

    type = "AWS::WAFv2::LoggingConfiguration"
    emulated = frozenset({"LogDestinationConfigs", "LoggingFilter", "RedactedFields", "ResourceArn"})
    create_only = frozenset({"ResourceArn"})

    def make(self, call: Call) -> str:
        return str(call.properties["ResourceArn"])

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        call.client("wafv2").put_logging_configuration(LoggingConfiguration=as_of_api(dict(call.properties)))

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"ManagedByFirewallManager": False}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("wafv2").delete_logging_configuration(ResourceArn=physical_id)
