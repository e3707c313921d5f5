"""``AWS::Config::ConfigurationRecorder``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws.casing import camel
from emulated_aws.provider import Call, Provider


class ConfigurationRecorder(Provider):
    """How ``AWS::Config::ConfigurationRecorder`` is made, changed and removed."""

    type = "AWS::Config::ConfigurationRecorder"
    emulated = frozenset({"Name", "RecordingGroup", "RecordingMode", "RoleARN"})
    create_only = frozenset({"Name"})

    def make(self, call: Call) -> str:
        return str(call.properties.get("Name") or "default")

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        recorder = camel(call.picked("RecordingGroup", "RecordingMode", "RoleARN"))
        call.client("config").put_configuration_recorder(ConfigurationRecorder={"name": physical_id, **recorder})

    def remove(self, call: Call, physical_id: str) -> None:
        call.client("config").delete_configuration_recorder(ConfigurationRecorderName=physical_id)
