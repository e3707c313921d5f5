"""The bucket that AWS Config of the whole organisation delivers to."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from landing_zone_constructs.audit_bucket import AuditBucket, Mirror
from landing_zone_constructs.log_retention import LogRetention


class ConfigurationHistoryBucket(AuditBucket):
    """An audit bucket without Object Lock, since AWS Config does not deliver to a locked bucket.

    Two other means replace the lock: a policy that denies deletion to everyone, and a locked copy: each file is
    copied within minutes to a bucket, best in another Region, whose Object Lock cannot be lifted. Otherwise it is an
    :class:`~landing_zone_constructs.audit_bucket.AuditBucket`.

    Serves: PCI DSS 10.3.2, 10.3.3, 10.3.4, 10.5.1, 11.5.2; GDPR articles 5(2), 32(1)(b) and (c).

    Args:
        key: the customer-managed key of the objects; its policy must admit AWS Config.
        retention: the days in S3 Standard and until expiry; ``lock_days`` is how long old versions are kept.
        bucket_name: a physical name from ``physical_name``, since other accounts name this bucket.
        mirror: the locked bucket that receives a copy of each object: in another Region, or in this one, where the
            zone has no other.
        access_log_bucket_name: a physical name for the access-log bucket; none is needed within one account.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-config-deliverychannel.html
    """

    under_sse_s3 = ("AWSLogs/*/Config/ConfigWritabilityCheckFile",)
    """The empty file by which AWS Config tries whether it can write; no page says how it is encrypted."""
    may_copy_in_its_region = True
    """The copy is what locks the files, wherever it is."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key: kms.IKey,
        retention: LogRetention,
        bucket_name: str,
        mirror: Mirror,
        access_log_bucket_name: str | None = None,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            key=key,
            retention=retention,
            bucket_name=bucket_name,
            access_log_bucket_name=access_log_bucket_name,
            mirror=mirror,
            removal_policy=cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        resource = self.bucket.node.default_child
        if not isinstance(resource, s3.CfnBucket):
            raise TypeError(f"the bucket must be a resource of this app, got {self.bucket.node.path}")
        resource.object_lock_enabled = None
        resource.object_lock_configuration = None
        # No lock protects overwritten versions here: the lifecycle must not delete them the next day.
        resource.add_property_override(
            "LifecycleConfiguration.Rules.0.NoncurrentVersionExpiration.NoncurrentDays", retention.lock_days
        )
        self.bucket.add_to_resource_policy(
            iam.PolicyStatement(
                sid="DenyDeletion",
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=["s3:DeleteObject", "s3:DeleteObjectVersion"],
                resources=[self.bucket.arn_for_objects("*")],
            )
        )
