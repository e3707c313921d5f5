"""AWS Config records every resource type it supports.

Why: a list of types becomes outdated; a resource that is not recorded is in no inventory and checked by no rule.
Source: AWS::Config::ConfigurationRecorder RecordingGroup; PCI DSS 1.2.2, 12.5.1.
"""

from __future__ import annotations

from typing import Any

from checkov.cloudformation.checks.resource.base_resource_check import BaseResourceCheck
from checkov.common.models.enums import CheckCategories, CheckResult


class ConfigRecordsAllTypes(BaseResourceCheck):  # type: ignore[misc] # checkov ships no types
    """Fails a recorder that is limited to a list of types, or excludes some."""

    def __init__(self) -> None:
        super().__init__(
            name="AWS Config records every supported resource type",
            id="LZ_CONFIG_RECORDS_ALL_TYPES",
            categories=[CheckCategories.LOGGING],
            supported_resources=["AWS::Config::ConfigurationRecorder"],
            guideline="set RecordingGroup.AllSupported to true",
        )

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        """Judge one recorder; one with no recording group records all types of its Region by default."""
        properties = conf.get("Properties") or {}
        if "RecordingGroup" not in properties:
            return CheckResult.PASSED
        group = properties["RecordingGroup"]
        if not isinstance(group, dict):
            return CheckResult.FAILED
        strategy = group.get("RecordingStrategy")
        use = strategy.get("UseOnly") if isinstance(strategy, dict) else None
        if use is not None and use != "ALL_SUPPORTED_RESOURCE_TYPES":
            return CheckResult.FAILED
        everything = use is not None or str(group.get("AllSupported")).lower() == "true"
        return CheckResult.PASSED if everything else CheckResult.FAILED


check = ConfigRecordsAllTypes()
