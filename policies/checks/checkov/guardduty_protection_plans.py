"""A GuardDuty detector is switched on, with every protection plan.

Why: a plan that is not named in a template is left to a default, which has changed over the years.
Source: AWS GuardDuty API reference, DetectorFeatureConfiguration; PCI DSS 10.4.1.1, 11.5.1.
"""

from __future__ import annotations

from typing import Any

from checkov.cloudformation.checks.resource.base_resource_check import BaseResourceCheck
from checkov.common.models.enums import CheckCategories, CheckResult

PLANS = frozenset(
    {
        "EBS_MALWARE_PROTECTION",
        "EKS_AUDIT_LOGS",
        "LAMBDA_NETWORK_LOGS",
        "RDS_LOGIN_EVENTS",
        "RUNTIME_MONITORING",
        "S3_DATA_EVENTS",
    }
)


class GuarddutyProtectionPlans(BaseResourceCheck):  # type: ignore[misc] # checkov ships no types
    """Fails a detector that is off, or on which a plan is missing or off."""

    def __init__(self) -> None:
        super().__init__(
            name="GuardDuty detects with every protection plan",
            id="LZ_GUARDDUTY_PROTECTION_PLANS",
            categories=[CheckCategories.LOGGING],
            supported_resources=["AWS::GuardDuty::Detector"],
            guideline="set Enable to true and list every plan in Features with Status ENABLED",
        )

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        """Judge one detector; a value that is not known until deployment does not count as set."""
        properties = conf.get("Properties") or {}
        features = properties.get("Features")
        enabled = {
            str(feature.get("Name"))
            for feature in (features if isinstance(features, list) else [])
            if isinstance(feature, dict) and feature.get("Status") == "ENABLED"
        }
        on = str(properties.get("Enable")).lower() == "true"
        return CheckResult.PASSED if on and enabled >= PLANS else CheckResult.FAILED


check = GuarddutyProtectionPlans()
