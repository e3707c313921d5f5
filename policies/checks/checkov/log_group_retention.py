"""A log group keeps its events for at least twelve months, and not forever.

Why: PCI DSS requires twelve months; data protection law requires a limit.
Source: AWS::Logs::LogGroup RetentionInDays; PCI DSS 10.5.1; GDPR Article 5(1)(e).
"""

from __future__ import annotations

from typing import Any

from checkov.cloudformation.checks.resource.base_resource_check import BaseResourceCheck
from checkov.common.models.enums import CheckCategories, CheckResult

MINIMUM_DAYS = 365


class LogGroupRetention(BaseResourceCheck):  # type: ignore[misc] # checkov ships no types
    """Fails a log group without a retention, or with one below twelve months."""

    def __init__(self) -> None:
        super().__init__(
            name="The log group keeps its events for at least twelve months, and not forever",
            id="LZ_LOG_GROUP_RETENTION",
            categories=[CheckCategories.LOGGING],
            supported_resources=["AWS::Logs::LogGroup"],
            guideline=f"set RetentionInDays to a value from {MINIMUM_DAYS}",
        )

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        """Judge one log group; a value that is not known until deployment does not count as set."""
        days = str((conf.get("Properties") or {}).get("RetentionInDays"))
        return CheckResult.PASSED if days.isdecimal() and int(days) >= MINIMUM_DAYS else CheckResult.FAILED


check = LogGroupRetention()
