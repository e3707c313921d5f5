"""Buckets, made and changed by the API of Amazon S3."""

from __future__ import annotations

import json
from typing import Any

from tests.rehearsal.readers.account import ACCOUNT, REGION, Account, Declared

BLOCKED = {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True}
DECLARED: dict[str, Any] = {
    "BucketEncryption": {
        "ServerSideEncryptionConfiguration": [
            {
                "BucketKeyEnabled": True,
                "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/logs"},
            }
        ]
    },
    "BucketName": "audit-logs",
    "LifecycleConfiguration": {
        "Rules": [
            {
                "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                "ExpirationInDays": 400,
                "Id": "keep-then-expire",
                "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
                "Prefix": "audit/",
                "Status": "Enabled",
                "Transitions": [{"StorageClass": "GLACIER_IR", "TransitionInDays": 90}],
            }
        ]
    },
    "LoggingConfiguration": {"DestinationBucketName": "access-logs", "LogFilePrefix": "audit/"},
    "ObjectLockConfiguration": {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 365}},
    },
    "ObjectLockEnabled": True,
    "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
    "PublicAccessBlockConfiguration": BLOCKED,
    "ReplicationConfiguration": {
        "Role": f"arn:aws:iam::{ACCOUNT}:role/replication",
        "Rules": [
            {
                "DeleteMarkerReplication": {"Status": "Disabled"},
                "Destination": {
                    "Bucket": "arn:aws:s3:::mirror",
                    "EncryptionConfiguration": {"ReplicaKmsKeyID": "alias/mirror"},
                },
                "Filter": {"Prefix": ""},
                "Id": "mirror",
                "Priority": 0,
                "Status": "Enabled",
            }
        ],
    },
    "Tags": [{"Key": "data", "Value": "logs"}],
    "VersioningConfiguration": {"Status": "Enabled"},
}


def _make(s3: Any) -> None:
    location = {"LocationConstraint": REGION}
    for name in ("access-logs", "mirror"):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration=location)
    enabled = {"Status": "Enabled"}
    s3.put_bucket_versioning(Bucket="mirror", VersioningConfiguration=enabled)
    bucket = "audit-logs"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=location, ObjectLockEnabledForBucket=True)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=enabled)
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/logs"}
    rules = [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": rules})
    s3.put_bucket_lifecycle_configuration(
        Bucket=bucket,
        LifecycleConfiguration={
            "Rules": [
                {
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                    "Expiration": {"Days": 400},
                    "Filter": {"Prefix": "audit/"},
                    "ID": "keep-then-expire",
                    "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
                    "Status": "Enabled",
                    "Transitions": [{"StorageClass": "GLACIER_IR", "Days": 90}],
                }
            ]
        },
    )
    permission = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::access-logs/*",
    }
    s3.put_bucket_policy(Bucket="access-logs", Policy=json.dumps({"Version": "2012-10-17", "Statement": [permission]}))
    s3.put_bucket_logging(
        Bucket=bucket,
        BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": "access-logs", "TargetPrefix": "audit/"}},
    )
    s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=DECLARED["ObjectLockConfiguration"])
    s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=DECLARED["OwnershipControls"])
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=BLOCKED)
    (rule,) = DECLARED["ReplicationConfiguration"]["Rules"]
    replication = {"Role": DECLARED["ReplicationConfiguration"]["Role"], "Rules": [{**rule, "ID": rule["Id"]}]}
    del replication["Rules"][0]["Id"]
    s3.put_bucket_replication(Bucket=bucket, ReplicationConfiguration=replication)
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": DECLARED["Tags"]})


def test_a_bucket_is_read_setting_by_setting(account: Account) -> None:
    """Each setting of a bucket that is changed or taken away shows, by its name."""
    s3 = account.client("s3")
    bucket = Declared("AWS::S3::Bucket", "audit-logs", DECLARED)
    account.missing(bucket)
    _make(s3)
    account.created(bucket)

    s3.put_bucket_versioning(Bucket="mirror", VersioningConfiguration={"Status": "Suspended"})
    s3.delete_bucket_replication(Bucket="audit-logs")
    account.differing(bucket, "ReplicationConfiguration")
    shorter = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 365}}}
    s3.put_object_lock_configuration(Bucket="audit-logs", ObjectLockConfiguration=shorter)
    account.differing(bucket, "ObjectLockConfiguration.Rule.DefaultRetention.Mode", "ReplicationConfiguration")
    s3.delete_bucket_lifecycle(Bucket="audit-logs")
    s3.put_bucket_logging(Bucket="audit-logs", BucketLoggingStatus={})
    s3.delete_bucket_encryption(Bucket="audit-logs")
    s3.delete_bucket_ownership_controls(Bucket="audit-logs")
    s3.put_public_access_block(
        Bucket="audit-logs", PublicAccessBlockConfiguration={**BLOCKED, "BlockPublicPolicy": False}
    )
    s3.delete_bucket_tagging(Bucket="audit-logs")
    account.differing(
        bucket,
        "BucketEncryption",
        "LifecycleConfiguration",
        "LoggingConfiguration",
        "ObjectLockConfiguration.Rule.DefaultRetention.Mode",
        "OwnershipControls",
        "PublicAccessBlockConfiguration.BlockPublicPolicy",
        "ReplicationConfiguration",
        "Tags",
    )


def test_a_bucket_without_settings_has_none_of_them(account: Account) -> None:
    """What the service does not have is a difference, never an error."""
    s3 = account.client("s3")
    s3.create_bucket(Bucket="audit-logs", CreateBucketConfiguration={"LocationConstraint": REGION})
    plain = {
        name: DECLARED[name] for name in ("ObjectLockConfiguration", "ObjectLockEnabled", "VersioningConfiguration")
    }
    bucket = Declared("AWS::S3::Bucket", "audit-logs", plain)
    account.differing(bucket, "ObjectLockConfiguration", "ObjectLockEnabled", "VersioningConfiguration")
    s3.delete_bucket(Bucket="audit-logs")
    account.missing(bucket)


def test_a_bucket_policy_is_read(account: Account) -> None:
    """A policy with one statement less differs."""
    s3 = account.client("s3")
    s3.create_bucket(Bucket="audit-logs", CreateBucketConfiguration={"LocationConstraint": REGION})
    deny: dict[str, Any] = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::audit-logs", "arn:aws:s3:::audit-logs/*"],
        "Condition": {"NumericLessThan": {"s3:TlsVersion": 1.2}},
    }
    document = {"Version": "2012-10-17", "Statement": [deny]}
    policy = Declared("AWS::S3::BucketPolicy", "audit-logs", {"Bucket": "audit-logs", "PolicyDocument": document})
    account.missing(policy)
    stored = {**deny, "Resource": deny["Resource"][::-1], "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}}
    s3.put_bucket_policy(Bucket="audit-logs", Policy=json.dumps({**document, "Statement": stored}))
    account.created(policy)
    s3.put_bucket_policy(Bucket="audit-logs", Policy=json.dumps({**document, "Statement": []}))
    account.differing(policy, "PolicyDocument")
    s3.delete_bucket_policy(Bucket="audit-logs")
    account.missing(policy)
