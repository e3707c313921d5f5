"""A deleted key can be restored for thirty days.

Why: deleting a key destroys all data encrypted with it; the longest window leaves the most time to notice.
Source: AWS::KMS::Key and AWS::KMS::ReplicaKey PendingWindowInDays, 7 to 30, 30 by default; PCI DSS 3.7.5.
"""

from __future__ import annotations

from typing import Any

from checkov.cloudformation.checks.resource.base_resource_check import BaseResourceCheck
from checkov.common.models.enums import CheckCategories, CheckResult

LONGEST_DAYS = 30


class KeyDeletionWindow(BaseResourceCheck):  # type: ignore[misc] # checkov ships no types
    """Fails a key whose deletion window is shorter than the longest."""

    def __init__(self) -> None:
        super().__init__(
            name="A deleted key can be restored for thirty days",
            id="LZ_KEY_DELETION_WINDOW",
            categories=[CheckCategories.BACKUP_AND_RECOVERY],
            supported_resources=["AWS::KMS::Key", "AWS::KMS::ReplicaKey"],
            guideline=f"leave PendingWindowInDays out, or set it to {LONGEST_DAYS}",
        )

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        """Judge one key."""
        days = (conf.get("Properties") or {}).get("PendingWindowInDays", LONGEST_DAYS)
        return CheckResult.PASSED if str(days) == str(LONGEST_DAYS) else CheckResult.FAILED


check = KeyDeletionWindow()
