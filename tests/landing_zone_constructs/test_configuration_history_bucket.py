"""The bucket that AWS Config delivers to."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from landing_zone_constructs.audit_bucket import Mirror
from landing_zone_constructs.configuration_history_bucket import ConfigurationHistoryBucket
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.log_retention import LogRetention

NAME = "examplepay-config-history-111111111111-eu-west-1"
MIRROR = "examplepay-audit-logs-111111111111-eu-central-1"


@pytest.fixture
def template(stack: cdk.Stack) -> Template:
    """The template of a stack with the bucket, which AWS Config of the organisation may write to."""
    bucket = ConfigurationHistoryBucket(
        stack,
        "Configuration",
        key=CustomerManagedKey(stack, "Key", description="Audit logs", alias="examplepay-audit-logs"),
        retention=LogRetention(hot_days=90, total_days=400, lock_days=400),
        bucket_name=NAME,
        mirror=Mirror(bucket_name=MIRROR, key_alias="examplepay-audit-logs", region="eu-central-1"),
    )
    bucket.allow_config(organisation_id="o-examplepay01")
    return Template.from_stack(stack)


@pytest.fixture
def bucket(template: Template) -> dict[str, Any]:
    """The properties of the bucket itself."""
    (found,) = template.find_resources("AWS::S3::Bucket", {"Properties": {"BucketName": NAME}}).values()
    return dict(found["Properties"])


def test_it_has_no_object_lock_since_config_would_not_deliver(bucket: dict[str, Any]) -> None:
    """AWS Config supports no bucket where Object Lock is enabled."""
    assert "ObjectLockEnabled" not in bucket
    assert "ObjectLockConfiguration" not in bucket


def test_it_is_versioned_encrypted_logged_and_closed(bucket: dict[str, Any]) -> None:
    """It has all other settings of an audit bucket."""
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["LoggingConfiguration"]["LogFilePrefix"]


def test_every_file_is_copied_to_the_locked_mirror(bucket: dict[str, Any]) -> None:
    """The mirror has the lock."""
    (rule,) = bucket["ReplicationConfiguration"]["Rules"]
    assert rule["Status"] == "Enabled"
    assert rule["Destination"]["Bucket"] == f"arn:aws:s3:::{MIRROR}"


def test_deleting_a_file_or_a_version_is_denied(template: Template) -> None:
    """A policy denies it to everyone, the account's administrators included."""
    statements = [
        statement
        for policy in template.find_resources("AWS::S3::BucketPolicy").values()
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if statement.get("Sid") == "DenyDeletion"
    ]
    (denial,) = statements
    assert denial["Effect"] == "Deny"
    assert denial["Principal"] == {"AWS": "*"}
    assert denial["Action"] == ["s3:DeleteObject", "s3:DeleteObjectVersion"]
    assert "Condition" not in denial
