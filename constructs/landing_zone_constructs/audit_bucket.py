"""The bucket that holds the audit logs of the whole organisation: locked, encrypted, logged, mirrored."""

from __future__ import annotations

from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from landing_zone_constructs.access_log_bucket import ABANDONED_UPLOAD_DAYS, AccessLogBucket
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.log_retention import LogRetention
from landing_zone_constructs.organisation import organisation_id as checked_organisation_id
from landing_zone_constructs.organisation import organisation_trail_arn, source_within

REPLICATION_MINUTES = 15
"""The only threshold that S3 Replication Time Control supports."""
REPLICATION_RULE = "mirror"
"""The id of the one replication rule, which its metrics name."""


@dataclass(frozen=True, kw_only=True)
class Mirror:
    """The bucket of the same account that receives a copy of each object.

    Args:
        bucket_name: its physical name.
        key_alias: the alias of its key, without ``alias/``: a key's id is assigned by KMS, an alias is chosen.
        region: its Region.
        role_name: the physical name of the replication role, so that others can name it in their policies.
    """

    bucket_name: str
    key_alias: str
    region: str
    role_name: str | None = None

    def __post_init__(self) -> None:
        for name in ("bucket_name", "key_alias", "region"):
            if not getattr(self, name):
                raise ValueError(f"a mirror needs a {name}, got ''")


class AuditBucket(Construct):
    """A bucket for audit logs that no user, root included, can alter or delete before their retention ends.

    Object Lock in compliance mode; versions; SSE-KMS with an S3 Bucket Key; TLS 1.2 or later; no public access; no
    ACLs; uploads under another key or algorithm are denied (an upload that names none gets this bucket's key), but for
    the digests of CloudTrail, which it signs and encrypts with SSE-S3 alone; access logs in a separate bucket; S3
    Standard for ``hot_days``, then Glacier Instant Retrieval, also with millisecond access, until ``total_days``.

    Serves: PCI DSS 10.3.1, 10.3.2, 10.3.3, 10.3.4, 10.5.1, 10.2.1.3, 3.5.1; GDPR articles 5(1)(e), 5(1)(f), 5(2),
    32(1)(a) to (c).

    Args:
        key: the customer-managed key of the objects; its policy must admit the services that write.
        retention: the days in S3 Standard, until expiry, and locked.
        bucket_name: a physical name from ``physical_name``, since other accounts name this bucket.
        access_log_bucket_name: a physical name for the access-log bucket; none is needed within one account.
        mirror: the bucket that receives a copy of each object; none by default.
        removal_policy: what CloudFormation does with the buckets when they leave the stack; by default they are
            retained.

    Attributes:
        bucket: the audit bucket.
        access_logs: its access-log bucket.
        replication_role: the role that copies to the mirror; None without one.

    Raises:
        ValueError: the mirror is in the bucket's own Region, or has its name.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html,
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html and
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
    """

    under_sse_s3: tuple[str, ...] = ("AWSLogs/*/CloudTrail-Digest/*",)
    """Objects that a service encrypts with SSE-S3, whatever the bucket's default is."""
    may_copy_in_its_region = False
    """A copy in the same Region is lost with it, so it does not replace a mirror of a locked bucket."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key: kms.IKey,
        retention: LogRetention,
        bucket_name: str | None = None,
        access_log_bucket_name: str | None = None,
        mirror: Mirror | None = None,
        removal_policy: cdk.RemovalPolicy = cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    ) -> None:
        super().__init__(scope, construct_id)
        stack = cdk.Stack.of(self)
        if mirror and mirror.region == stack.region and not self.may_copy_in_its_region:
            raise ValueError(f"a mirror must be in another Region than its bucket, got {mirror.region!r} for both")
        if mirror and mirror.bucket_name == bucket_name:
            raise ValueError(f"a mirror must have another name than its bucket, got {mirror.bucket_name!r} for both")
        self.key = key
        self.retention = retention
        self.access_logs = AccessLogBucket(
            self,
            "AccessLogs",
            retention=retention,
            bucket_name=access_log_bucket_name,
            removal_policy=removal_policy,
        )
        self.bucket: s3.Bucket = s3.Bucket(
            self,
            "Resource",
            bucket_name=bucket_name,
            encryption=s3.BucketEncryption.KMS,
            encryption_key=key,
            bucket_key_enabled=True,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            versioned=True,
            object_lock_enabled=True,
            object_lock_default_retention=s3.ObjectLockRetention.compliance(cdk.Duration.days(retention.lock_days)),
            enforce_ssl=True,
            minimum_tls_version=1.2,
            lifecycle_rules=[_lifecycle(retention)],
            removal_policy=removal_policy,
        )
        resource = self.bucket.node.default_child
        if not isinstance(resource, s3.CfnBucket):
            raise TypeError(f"the bucket must be a resource of this app, got {self.bucket.node.path}")
        self._resource = resource
        self.access_logs.receive_from(self.bucket, prefix="audit/")
        self._deny_other_encryption()
        self.replication_role = self._replicate(mirror) if mirror else None

    def allow_cloudtrail(
        self, *, organisation_id: str | None, management_account: str, trail_name: str, home_region: str
    ) -> None:
        """Admit CloudTrail for one trail, and for no other.

        Args:
            organisation_id: the organisation whose member accounts' logs are written; ``None`` for the trail of one
                account.
            management_account: the account that owns the trail.
            trail_name: the trail's name.
            home_region: the trail's Region.

        Raises:
            ValueError: an id is malformed, or a name is empty or holds a wildcard.

        Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html#org-trail-bucket-policy
        """
        service = iam.ServicePrincipal("cloudtrail.amazonaws.com")
        arn = organisation_trail_arn(
            partition=cdk.Stack.of(self).partition,
            home_region=home_region,
            management_account=management_account,
            trail_name=trail_name,
        )
        owners = [("CloudTrailWritesManagementAccount", management_account)]
        if organisation_id is not None:
            owners.append(("CloudTrailWritesOrganisation", checked_organisation_id(organisation_id)))
        write = {"aws:SourceArn": arn, "s3:x-amz-acl": "bucket-owner-full-control"}
        self._admit("CloudTrailReadsAcl", service, "s3:GetBucketAcl", {"StringEquals": {"aws:SourceArn": arn}})
        for sid, owner in owners:
            self._admit(sid, service, "s3:PutObject", {"StringEquals": write}, objects=f"AWSLogs/{owner}/*")

    def allow_config(self, *, organisation_id: str | None) -> None:
        """Admit AWS Config of every account of the organisation, where the bucket has no Object Lock.

        Args:
            organisation_id: the organisation's id; ``None`` to admit this account alone.

        Raises:
            ValueError: the id is malformed, or the bucket has Object Lock: Config does not deliver to such a bucket,
                so that permission would only look like delivery.

        Source: https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html and
        https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-config-deliverychannel.html
        """
        if self._resource.object_lock_configuration is not None or self._resource.object_lock_enabled:
            raise ValueError(
                "AWS Config does not deliver to a bucket with Object Lock: use ConfigurationHistoryBucket, "
                f"got {self.node.path}"
            )
        service = iam.ServicePrincipal("config.amazonaws.com")
        within = source_within(organisation_id)
        self._admit("ConfigReadsAcl", service, "s3:GetBucketAcl", {"StringEquals": within})
        self._admit("ConfigListsBucket", service, "s3:ListBucket", {"StringEquals": within})
        self._admit(
            "ConfigWrites",
            service,
            "s3:PutObject",
            {"StringEquals": {**within, "s3:x-amz-acl": "bucket-owner-full-control"}},
            objects="AWSLogs/*/Config/*",
        )

    def allow_flow_logs(self, *, organisation_id: str | None) -> None:
        """Admit the log delivery service (VPC flow logs, WAF, Resolver) for the accounts of the organisation.

        Args:
            organisation_id: the organisation's id; ``None`` to admit this account alone.

        Raises:
            ValueError: the id is malformed.

        Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
        """
        service = iam.ServicePrincipal("delivery.logs.amazonaws.com")
        within = source_within(organisation_id)
        source = {"ArnLike": {"aws:SourceArn": f"arn:{cdk.Stack.of(self).partition}:logs:*:*:*"}}
        self._admit("LogDeliveryReadsAcl", service, "s3:GetBucketAcl", {"StringEquals": within, **source})
        self._admit("LogDeliveryListsBucket", service, "s3:ListBucket", {"StringEquals": within, **source})
        self._admit(
            "LogDeliveryWrites",
            service,
            "s3:PutObject",
            # AWS's page shows the header; that it is left out where ACLs are off was reported.
            {"StringEquals": within, "StringEqualsIfExists": {"s3:x-amz-acl": "bucket-owner-full-control"}, **source},
            objects="AWSLogs/*",
        )

    def _admit(
        self,
        sid: str,
        principal: iam.ServicePrincipal,
        action: str,
        conditions: dict[str, dict[str, str]],
        *,
        objects: str = "",
    ) -> None:
        resource = self.bucket.arn_for_objects(objects) if objects else self.bucket.bucket_arn
        self.bucket.add_to_resource_policy(
            iam.PolicyStatement(
                sid=sid, principals=[principal], actions=[action], resources=[resource], conditions=conditions
            )
        )

    def _deny_other_encryption(self) -> None:
        """Deny uploads that name another algorithm or key; services that name none get the bucket's default."""
        keys = [self.key.key_arn]
        if isinstance(self.key, CustomerManagedKey):  # other accounts know the key by its alias alone
            keys.append(cdk.Stack.of(self).format_arn(service="kms", resource="alias", resource_name=self.key.alias))
        for sid, header, wanted, but in (
            ("DenyOtherEncryption", "s3:x-amz-server-side-encryption", "aws:kms", self.under_sse_s3),
            ("DenyOtherKeys", "s3:x-amz-server-side-encryption-aws-kms-key-id", keys, ()),
        ):
            self.bucket.add_to_resource_policy(
                iam.PolicyStatement(
                    sid=sid,
                    effect=iam.Effect.DENY,
                    principals=[iam.AnyPrincipal()],
                    actions=["s3:PutObject"],
                    resources=None if but else [self.bucket.arn_for_objects("*")],
                    not_resources=[self.bucket.arn_for_objects(objects) for objects in but] or None,
                    conditions={"Null": {header: "false"}, "StringNotEquals": {header: wanted}},
                )
            )

    def _replicate(self, mirror: Mirror) -> iam.Role:
        """Copy each object to the mirror under the mirror's key, by a role that may do nothing else."""
        stack = cdk.Stack.of(self)
        account = stack.account
        target = f"arn:{stack.partition}:s3:::{mirror.bucket_name}"
        target_keys = f"arn:{stack.partition}:kms:{mirror.region}:{account}:key/*"
        role = iam.Role(
            self,
            "ReplicationRole",
            role_name=mirror.role_name,
            description=f"Lets S3 copy the audit logs to {mirror.bucket_name} in {mirror.region}",
            # AWS's page on the role shows no condition, so S3 may not say for which account it acts.
            assumed_by=iam.ServicePrincipal(
                "s3.amazonaws.com", conditions={"StringEqualsIfExists": {"aws:SourceAccount": account}}
            ),
        )
        iam.ManagedPolicy(
            self,
            "ReplicationPolicy",
            description="What S3 needs to copy the audit logs to their mirror",
            roles=[role],
            statements=[
                iam.PolicyStatement(
                    sid="ReadsConfiguration",
                    actions=["s3:GetReplicationConfiguration", "s3:ListBucket"],
                    resources=[self.bucket.bucket_arn],
                ),
                iam.PolicyStatement(
                    sid="ReadsVersions",
                    actions=[
                        "s3:GetObjectLegalHold",
                        "s3:GetObjectRetention",
                        "s3:GetObjectVersionAcl",
                        "s3:GetObjectVersionForReplication",
                        "s3:GetObjectVersionTagging",
                    ],
                    resources=[self.bucket.arn_for_objects("*")],
                ),
                iam.PolicyStatement(
                    sid="WritesCopies",
                    actions=["s3:ReplicateObject", "s3:ReplicateTags"],
                    resources=[f"{target}/*"],
                ),
                iam.PolicyStatement(
                    sid="DecryptsOriginals",
                    actions=["kms:Decrypt"],
                    resources=[self.key.key_arn],
                    conditions={"StringEquals": {"kms:ViaService": f"s3.{stack.region}.amazonaws.com"}},
                ),
                iam.PolicyStatement(
                    sid="EncryptsCopies",
                    # With an S3 Bucket Key of the copies, S3 checks that key by decrypting it.
                    actions=["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
                    resources=[target_keys],
                    conditions={
                        "StringEquals": {"kms:ViaService": f"s3.{mirror.region}.amazonaws.com"},
                        "ForAnyValue:StringEquals": {"kms:ResourceAliases": f"alias/{mirror.key_alias}"},
                    },
                ),
            ],
        )
        self._resource.replication_configuration = _replication(role, mirror, target, account, stack)
        return role


def _lifecycle(retention: LogRetention) -> s3.LifecycleRule:
    """Build the one lifecycle rule.

    In a bucket with versions, expiry only makes a version noncurrent; it is deleted a day later, and not before its
    lock ends. More noncurrent days would be added to ``total_days``.
    """
    return s3.LifecycleRule(
        id="hot-then-cold-then-expire",
        transitions=[
            s3.Transition(
                storage_class=s3.StorageClass.GLACIER_INSTANT_RETRIEVAL,
                transition_after=cdk.Duration.days(retention.hot_days),
            )
        ]
        if retention.hot_days < retention.total_days
        else None,
        expiration=cdk.Duration.days(retention.total_days),
        noncurrent_version_expiration=cdk.Duration.days(1),
        abort_incomplete_multipart_upload_after=cdk.Duration.days(ABANDONED_UPLOAD_DAYS),
    )


def _replication(
    role: iam.Role, mirror: Mirror, target: str, account: str, stack: cdk.Stack
) -> s3.CfnBucket.ReplicationConfigurationProperty:
    """Build the replication of all objects, KMS-encrypted ones too, with time control; deletions are not copied."""
    in_time = s3.CfnBucket.ReplicationTimeValueProperty(minutes=REPLICATION_MINUTES)
    return s3.CfnBucket.ReplicationConfigurationProperty(
        role=role.role_arn,
        rules=[
            s3.CfnBucket.ReplicationRuleProperty(
                id=REPLICATION_RULE,
                status="Enabled",
                priority=1,
                filter=s3.CfnBucket.ReplicationRuleFilterProperty(prefix=""),
                delete_marker_replication=s3.CfnBucket.DeleteMarkerReplicationProperty(status="Disabled"),
                source_selection_criteria=s3.CfnBucket.SourceSelectionCriteriaProperty(
                    sse_kms_encrypted_objects=s3.CfnBucket.SseKmsEncryptedObjectsProperty(status="Enabled")
                ),
                destination=s3.CfnBucket.ReplicationDestinationProperty(
                    bucket=target,
                    account=account,
                    encryption_configuration=s3.CfnBucket.EncryptionConfigurationProperty(
                        replica_kms_key_id=f"arn:{stack.partition}:kms:{mirror.region}:{account}:alias/{mirror.key_alias}"
                    ),
                    metrics=s3.CfnBucket.MetricsProperty(status="Enabled", event_threshold=in_time),
                    replication_time=s3.CfnBucket.ReplicationTimeProperty(status="Enabled", time=in_time),
                ),
            )
        ],
    )
