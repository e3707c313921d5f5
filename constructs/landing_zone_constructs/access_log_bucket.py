"""The bucket that receives the access logs of other buckets and of load balancers."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_elasticloadbalancingv2 as elbv2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from landing_zone_constructs.log_retention import LogRetention

NONCURRENT_DAYS = 30
"""How long an overwritten or deleted version can be restored."""
ABANDONED_UPLOAD_DAYS = 7


class AccessLogBucket(Construct):
    """A bucket for access logs of S3 and of load balancers, which only their log delivery can write.

    It has no default Object Lock retention, since S3 delivers no access logs to a bucket that has one. It is encrypted
    with SSE-S3: neither S3 nor Elastic Load Balancing supports another encryption. Versions keep what is overwritten.

    Serves: PCI DSS 10.2.1.3, 10.3.1, 10.3.2, 10.3.4, 10.5.1; GDPR article 32(1)(b) and (d).

    Args:
        retention: the days in S3 Standard and the days until expiry; its lock does not apply here.
        bucket_name: a physical name from ``physical_name``; only when another account or Region must name the bucket.
        removal_policy: what CloudFormation does with the bucket when it leaves the stack; by default it is retained.

    Attributes:
        bucket: the bucket itself.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        retention: LogRetention,
        bucket_name: str | None = None,
        removal_policy: cdk.RemovalPolicy = cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    ) -> None:
        super().__init__(scope, construct_id)
        self.bucket: s3.Bucket = s3.Bucket(
            self,
            "Resource",
            bucket_name=bucket_name,
            encryption=s3.BucketEncryption.S3_MANAGED,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            versioned=True,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="keep-then-expire",
                    transitions=[
                        s3.Transition(
                            storage_class=s3.StorageClass.GLACIER_INSTANT_RETRIEVAL,
                            transition_after=cdk.Duration.days(retention.hot_days),
                        )
                    ]
                    if retention.hot_days < retention.total_days
                    else None,
                    expiration=cdk.Duration.days(retention.total_days),
                    noncurrent_version_expiration=cdk.Duration.days(NONCURRENT_DAYS),
                    abort_incomplete_multipart_upload_after=cdk.Duration.days(ABANDONED_UPLOAD_DAYS),
                )
            ],
            removal_policy=removal_policy,
        )

    def receive_from(self, source: s3.Bucket, *, prefix: str) -> None:
        """Switch on the access logs of a bucket of this account and Region, and admit S3's log delivery for it only.

        Args:
            source: the bucket whose requests are logged.
            prefix: the folder of its logs, ending in ``/``.

        Raises:
            ValueError: the prefix does not end in ``/``, or starts with it.

        Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html#grant-log-delivery-permissions-general
        """
        if not prefix.endswith("/") or prefix.startswith("/"):
            raise ValueError(f"a prefix of access logs ends in '/' and does not start with it, got {prefix!r}")
        resource = source.node.default_child
        if not isinstance(resource, s3.CfnBucket):
            raise TypeError(f"access logs come from a bucket of this app, got {source.node.path}")
        resource.logging_configuration = s3.CfnBucket.LoggingConfigurationProperty(
            destination_bucket_name=self.bucket.bucket_name, log_file_prefix=prefix
        )
        self.bucket.add_to_resource_policy(
            iam.PolicyStatement(
                sid="S3DeliversAccessLogs",
                principals=[iam.ServicePrincipal("logging.s3.amazonaws.com")],
                actions=["s3:PutObject"],
                resources=[self.bucket.arn_for_objects(f"{prefix}*")],
                conditions={
                    "ArnLike": {"aws:SourceArn": source.bucket_arn},
                    "StringEquals": {"aws:SourceAccount": cdk.Stack.of(self).account},
                },
            )
        )

    def receive_from_load_balancer(self, source: elbv2.ApplicationLoadBalancer, *, prefix: str) -> None:
        """Switch on the access logs of an application load balancer of this account and Region.

        CDK's ``log_access_logs`` admits an account of AWS in older Regions, which a resource control policy of an
        organisation refuses; here Elastic Load Balancing is admitted as a service, as AWS asks for in every Region.

        Args:
            source: the load balancer whose requests are logged.
            prefix: the folder of its logs, without ``/`` at either end.

        Raises:
            ValueError: the prefix is empty, or starts or ends with ``/``.

        Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
        """
        if not prefix or prefix != prefix.strip("/"):
            raise ValueError(f"a load balancer's prefix neither starts nor ends with '/', got {prefix!r}")
        source.set_attribute("access_logs.s3.enabled", "true")
        source.set_attribute("access_logs.s3.bucket", self.bucket.bucket_name)
        source.set_attribute("access_logs.s3.prefix", prefix)
        stack = cdk.Stack.of(self)
        self.bucket.add_to_resource_policy(
            iam.PolicyStatement(
                sid="LoadBalancersDeliverAccessLogs",
                principals=[iam.ServicePrincipal("logdelivery.elasticloadbalancing.amazonaws.com")],
                actions=["s3:PutObject"],
                resources=[self.bucket.arn_for_objects(f"{prefix}/AWSLogs/{stack.account}/*")],
                conditions={
                    "ArnLike": {
                        "aws:SourceArn": (
                            f"arn:{stack.partition}:elasticloadbalancing:{stack.region}:{stack.account}:loadbalancer/*"
                        )
                    }
                },
            )
        )
        if self.bucket.policy is not None:  # Elastic Load Balancing writes a test file when it is switched on
            source.node.add_dependency(self.bucket.policy)
