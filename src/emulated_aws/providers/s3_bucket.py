"""``AWS::S3::Bucket``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulated_aws import s3_settings
from emulated_aws.provider import Call, Provider


class Bucket(Provider):
    """How ``AWS::S3::Bucket`` is made, changed and removed."""

    type = "AWS::S3::Bucket"
    emulated = frozenset(
        {
            "BucketEncryption",
            "BucketName",
            "LifecycleConfiguration",
            "LoggingConfiguration",
            "ObjectLockConfiguration",
            "ObjectLockEnabled",
            "OwnershipControls",
            "PublicAccessBlockConfiguration",
            "ReplicationConfiguration",
            "Tags",
            "VersioningConfiguration",
        }
    )
    create_only = frozenset({"BucketName"})

    def make(self, call: Call) -> str:
        """Create the bucket; AWS allows an object lock only at creation."""
        name = str(call.properties.get("BucketName") or call.name(63, lower=True))
        settings: dict[str, Any] = {"ObjectLockEnabledForBucket": bool(call.properties.get("ObjectLockEnabled", False))}
        if call.region != "us-east-1":
            settings["CreateBucketConfiguration"] = {"LocationConstraint": call.region}
        call.client("s3").create_bucket(Bucket=name, **settings)
        return name

    def apply(self, call: Call, physical_id: str, before: Mapping[str, Any] | None) -> None:
        """Set each declared setting, and remove those that are no longer declared."""
        s3 = call.client("s3")
        for name, put in s3_settings.PUT.items():
            if name in call.properties and (before is None or before.get(name) != call.properties[name]):
                put(s3, physical_id, call.properties[name])
        for name, unset in s3_settings.UNSET.items():
            if before is not None and name in before and name not in call.properties:
                unset(s3, physical_id)

    def attributes(self, call: Call, physical_id: str) -> Mapping[str, Any]:
        """Return the ARN and the names of the bucket's hosts."""
        return {
            "Arn": f"arn:aws:s3:::{physical_id}",
            "DomainName": f"{physical_id}.s3.amazonaws.com",
            "DualStackDomainName": f"{physical_id}.s3.dualstack.{call.region}.amazonaws.com",
            "RegionalDomainName": f"{physical_id}.s3.{call.region}.amazonaws.com",
            "WebsiteURL": f"http://{physical_id}.s3-website-{call.region}.amazonaws.com",
        }

    def remove(self, call: Call, physical_id: str) -> None:
        """Delete the bucket, which AWS refuses unless it is empty."""
        call.client("s3").delete_bucket(Bucket=physical_id)
