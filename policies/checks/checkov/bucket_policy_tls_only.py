"""A bucket policy refuses every request that does not come over TLS.

Why: S3 still accepts plain HTTP. cdk-nag checks the same of a bucket; this checks the policy alone, wherever the
bucket was created.
Source: Amazon S3 user guide, security best practices, "Enforce encryption of data in transit"; PCI DSS 4.2.1.
"""

from __future__ import annotations

from typing import Any

from checkov.cloudformation.checks.resource.base_resource_check import BaseResourceCheck
from checkov.common.models.enums import CheckCategories, CheckResult


class BucketPolicyTlsOnly(BaseResourceCheck):  # type: ignore[misc] # checkov ships no types
    """Fails a policy without a statement that denies everyone every action without TLS."""

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
        document = (conf.get("Properties") or {}).get("PolicyDocument")
        statements = document.get("Statement") if isinstance(document, dict) else None
        if isinstance(statements, dict):
            statements = [statements]
        found = any(_denies_plain_http(statement) for statement in statements or [])
        return CheckResult.PASSED if found else CheckResult.FAILED


def _denies_plain_http(statement: Any) -> bool:
    if not isinstance(statement, dict) or statement.get("Effect") != "Deny":
        return False
    condition = _written(statement.get("Condition"))
    if set(condition) != {"Bool"}:  # further conditions would let requests through
        return False
    transport = _written(condition["Bool"])
    if set(transport) != {"aws:SecureTransport"}:
        return False
    value = transport["aws:SecureTransport"]
    actions = statement.get("Action")
    everything = bool({"*", "s3:*"} & set(actions if isinstance(actions, list) else [str(actions)]))
    denies = str(value).lower() == "false" and everything and _everyone(statement.get("Principal"))
    return denies and _bucket_and_objects(statement.get("Resource"))


def _written(mapping: Any) -> dict[str, Any]:
    """Leave out the line numbers that checkov adds to a mapping."""
    return {k: v for k, v in mapping.items() if not str(k).startswith("__")} if isinstance(mapping, dict) else {}


def _everyone(principal: Any) -> bool:
    if isinstance(principal, dict):
        named = principal.get("AWS")
        return named == "*" or named == ["*"]
    return bool(principal == "*")


def _bucket_and_objects(resources: Any) -> bool:
    """Return whether bucket and objects are included: a statement on one allows plain requests to the other."""
    texts = [_text(r) for r in (resources if isinstance(resources, list) else [resources])]
    both = any(t.endswith("*") and "/" not in t for t in texts)
    objects = any(t.endswith("/*") and t.rpartition(":")[2].count("/") == 1 for t in texts)
    return both or (objects and any(t and "/" not in t for t in texts))


def _text(value: Any) -> str:
    """Write a resource as one text, with ``${}`` for the value of a reference, which is not part of a path."""
    if not isinstance(value, dict):
        return str(value)
    if "Fn::Join" in value:
        delimiter, items = value["Fn::Join"]
        return str(delimiter).join(_text(item) for item in items)
    if "Fn::Sub" in value:
        template = value["Fn::Sub"]
        return str(template[0] if isinstance(template, list) else template)
    return "${}"


check = BucketPolicyTlsOnly()
