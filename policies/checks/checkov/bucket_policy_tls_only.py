"""A bucket policy refuses every request that does not come over TLS.

Why: S3 still accepts plain HTTP. cdk-nag checks the same of a bucket; this checks the policy alone, wherever the
bucket was created.
Source: Amazon S3 user guide, security best practices, "Enforce encryption of data in transit"; PCI DSS 4.2.1.
"""

from __future__ import annotations

from typing import Any

from checkov.cloudformation.checks.resource.base_resource_check import BaseResourceCheck
from checkov.common.models.enums import CheckCategories, CheckResult

from landing_zone.cloudformation.iam.tls import refuses_plain_http
from landing_zone.cloudformation.intrinsics.one_resource import resolve_alone


class BucketPolicyTlsOnly(BaseResourceCheck):  # type: ignore[misc] # checkov ships no types
    """Fails a policy whose statements do not certainly deny everyone every action without TLS."""

    def __init__(self) -> None:
        super().__init__(
            name="The bucket policy refuses requests without TLS",
            id="LZ_BUCKET_POLICY_TLS_ONLY",
            categories=[CheckCategories.ENCRYPTION],
            supported_resources=["AWS::S3::BucketPolicy"],
            guideline="deny s3:* to everyone, on the bucket and its objects, where aws:SecureTransport is false",
        )

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        """Judge one policy."""
        properties = resolve_alone(_written(conf.get("Properties") or {}))
        refuses = refuses_plain_http(properties.get("PolicyDocument"), properties.get("Bucket", ""))
        return CheckResult.PASSED if refuses else CheckResult.FAILED


def _written(value: Any) -> Any:
    """Leave out the line numbers that checkov adds to each mapping."""
    if isinstance(value, dict):
        return {key: _written(item) for key, item in value.items() if not str(key).startswith("__")}
    return [_written(item) for item in value] if isinstance(value, list) else value


check = BucketPolicyTlsOnly()
