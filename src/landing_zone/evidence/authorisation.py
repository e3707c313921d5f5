"""Which IAM action an API call needs.

Most calls need the action of their own name under the service's signing name. The exceptions are listed here; a test
compares every action that a query declares with the service authorisation reference.
Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

PREFIXES = {"monitoring": "cloudwatch"}
"""Signing name to IAM prefix, where the two differ."""

ACTIONS = {
    ("s3", "ListBuckets"): "s3:ListAllMyBuckets",
    ("s3", "GetBucketEncryption"): "s3:GetEncryptionConfiguration",
    ("s3", "GetPublicAccessBlock"): "s3:GetBucketPublicAccessBlock",
    ("s3", "GetObjectLockConfiguration"): "s3:GetBucketObjectLockConfiguration",
    ("s3", "GetBucketLifecycleConfiguration"): "s3:GetLifecycleConfiguration",
    ("s3", "GetBucketReplication"): "s3:GetReplicationConfiguration",
    ("s3control", "GetPublicAccessBlock"): "s3:GetAccountPublicAccessBlock",
    ("accessanalyzer", "ListFindingsV2"): "access-analyzer:ListFindings",
}
"""botocore's service and operation to the action, where the names differ."""

ALSO = {("wafv2", "GetWebACLForResource"): ("wafv2:GetWebACL",)}
"""Actions that a call needs besides its own.
Source: https://docs.aws.amazon.com/waf/latest/developerguide/security_iam_service-with-iam.html, "Permissions for
GetWebACLForResource"."""


def actions_of(service: str, signing_name: str, operation: str) -> tuple[str, ...]:
    """Return the IAM actions of a call: ``cloudtrail:GetTrailStatus``.

    Args:
        service: botocore's name of the service: ``s3control``.
        signing_name: the name that its requests are signed for: ``s3``.
        operation: the API's name: ``GetPublicAccessBlock``.
    """
    own = ACTIONS.get((service, operation)) or f"{PREFIXES.get(signing_name, signing_name)}:{operation}"
    return (own, *ALSO.get((service, operation), ()))
