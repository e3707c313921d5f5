"""``AWS::SSM::Parameter``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.provider import Call, Provider


class Parameter(Provider):
    """How ``AWS::SSM::Parameter`` is made, changed and removed."""

    type = "AWS::SSM::Parameter"
    emulated = frozenset({"AllowedPattern", "DataType", "Description", "Name", "Policies", "Tier", "Type", "Value"})
    create_only = frozenset({"Name", "Type"})

    def make(self, call: Call) -> str:
        name = str(call.properties.get("Name") or call.name())
        call.client("ssm").put_parameter(**{**call.properties, "Name": name}, Overwrite=False)
        return name

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        if before is not None:
            call.client("ssm").put_parameter(**{**call.properties, "Name": physical_id}, Overwrite=True)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        return {"Type": call.properties["Type"], "Value": call.properties["Value"]}

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("ssm").delete_parameter(Name=physical_id)
