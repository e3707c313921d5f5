"""The zone's one CloudTrail trail: every account and Region, stored in the log-archive account."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aws_cdk import ArnFormat, RemovalPolicy, Stack, Token
from aws_cdk import aws_cloudtrail as cloudtrail
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.log_group_retention import log_group_retention
from landing_zone_constructs.organisation import organisation_id as checked_organisation_id

INSIGHT_TYPES: tuple[str, ...] = ("ApiCallRateInsight", "ApiErrorRateInsight")
"""What CloudTrail Insights detects: unusual rates of calls, and of errors."""

LOG_WRITES: tuple[str, ...] = ("PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload")
"""The S3 calls by which logs are delivered, left out of the trail for log buckets only."""

LOG_GROUP_PREFIX = "/organisation-trail/"
"""The log group's name is this prefix and the trail's name."""


class OrganisationTrail(Construct):
    """The trail of the whole organisation. It belongs in the management account, in the home Region.

    Without an organisation it is the trail of the one account, in all Regions.

    What it records:

    - all management events, reads included: Insights on error rates needs both, and an investigator would miss a KMS or
      RDS event that is left out;
    - S3 object-level events of every bucket, Lambda invocations, and DynamoDB item-level events: access to cardholder
      and personal data is recorded for every user (PCI DSS 10.2.1.1).

    Data events are charged by number, and delivering a log file is itself an S3 data event, so a trail that records
    the bucket it writes to never stops writing. A separate selector therefore records the log buckets: it leaves out
    the delivery's writes and keeps all other events, such as who read, deleted or changed the retention of an audit log
    (PCI DSS 10.2.1.3).

    No SNS topic: the readers of the logs notice missing files, and a message for each log file is not an alert.

    Serves PCI DSS v4.0.1 10.2.1, 10.2.1.1 to 10.2.1.7, 10.2.2, 10.3.2, 10.3.3, 10.3.4, 10.4.1.1 and 10.5.1; GDPR
    Art. 5(2), 24(1), 30(1), 32(1)(b) and 33(3).
    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudtrail-trail.html

    Args:
        scope: the construct above, in a stack of the management account.
        construct_id: the id below ``scope``.
        trail_name: the trail's physical name; the log-archive account's bucket and key policies name it.
        organisation_id: the organisation's id (``o-`` and 10 to 32 letters or digits); ``None`` without one.
        log_bucket_name: the bucket in the log-archive account that receives the log files.
        log_bucket_key_arn: the KMS key in the log-archive account that encrypts them, or its alias, as an ARN.
        further_log_bucket_names: other buckets that logs are delivered to (mirror, access logs, Config), so that the
            trail does not record those deliveries either.
        log_group_key: the key that encrypts the log group; CloudWatch Logs is admitted to it for that log group.
        log_group_retention_days: how long CloudWatch Logs keeps the events, in days.

    Raises:
        ValueError: a name, id, ARN or retention is not of the form that AWS accepts.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        trail_name: str,
        organisation_id: str | None,
        log_bucket_name: str,
        log_bucket_key_arn: str,
        log_group_key: CustomerManagedKey,
        log_group_retention_days: int,
        further_log_bucket_names: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, construct_id)
        _check(r"[A-Za-z0-9][A-Za-z0-9._-]{2,127}", trail_name, "trail_name", "3 to 128 letters, digits, '.', '_', '-'")
        if organisation_id is not None:
            checked_organisation_id(organisation_id)
        _check(
            r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key|alias)/.+",
            log_bucket_key_arn,
            "log_bucket_key_arn",
            "the ARN of a KMS key or alias",
        )
        buckets = sorted({log_bucket_name, *further_log_bucket_names})
        for bucket in buckets:
            _check(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", bucket, "log bucket name", "an S3 bucket name")
        name = f"{LOG_GROUP_PREFIX}{trail_name}"
        log_group_key.allow_cloudwatch_logs(log_group_prefix=name)
        self.log_group: logs.LogGroup = logs.LogGroup(
            self,
            "LogGroup",
            log_group_name=name,
            encryption_key=log_group_key,
            retention=log_group_retention(log_group_retention_days),
            deletion_protection_enabled=True,
            removal_policy=RemovalPolicy.RETAIN,
        )
        """The log group. It has a physical name, since its key's policy names it before it exists."""
        role = _delivery_role(self, name, organisation_id)
        self.trail_name: str = trail_name
        """The trail's physical name, as given."""
        cloudtrail.CfnTrail(
            self,
            "Resource",
            trail_name=trail_name,
            is_logging=True,
            is_organization_trail=organisation_id is not None,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_log_file_validation=True,
            s3_bucket_name=log_bucket_name,
            kms_key_id=log_bucket_key_arn,
            cloud_watch_logs_log_group_arn=self.log_group.log_group_arn,
            cloud_watch_logs_role_arn=role.role_arn,
            insight_selectors=[
                cloudtrail.CfnTrail.InsightSelectorProperty(insight_type=insight) for insight in INSIGHT_TYPES
            ],
            advanced_event_selectors=_selectors(Stack.of(self).partition, buckets),
        )
        self.trail_arn: str = Stack.of(self).format_arn(
            service="cloudtrail", resource="trail", resource_name=trail_name
        )
        """The trail's ARN, built from its name, so that policies elsewhere can be compared with it."""


def _check(pattern: str, value: str, name: str, allowed: str) -> None:
    if not Token.is_unresolved(value) and not re.fullmatch(pattern, value):
        raise ValueError(f"{name} must be {allowed}, got {value!r}")


def _delivery_role(scope: Construct, log_group_name: str, organisation_id: str | None) -> iam.Role:
    stack = Stack.of(scope)
    streams = stack.format_arn(
        service="logs",
        resource="log-group",
        resource_name=f"{log_group_name}:log-stream",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
    # A managed policy, referenced by the role: the trail waits for the role, and so for the permission to write.
    policy = iam.ManagedPolicy(
        scope,
        "DeliveryPolicy",
        description="Write to the organisation trail's log streams",
        statements=[
            iam.PolicyStatement(
                sid="WriteTrailStreams",
                actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                # CloudTrail appends its own suffixes to these prefixes: one stream for each account, Region and shard.
                resources=[
                    f"{streams}:{stack.account}_CloudTrail_{stack.region}*",
                    *([f"{streams}:{organisation_id}_*"] if organisation_id else []),
                ],
            )
        ],
    )
    return iam.Role(
        scope,
        "DeliveryRole",
        description="Lets CloudTrail write the organisation trail's events to its log group, and nothing else",
        # No aws:SourceAccount: the service assumes the role for the events of every member account.
        assumed_by=iam.ServicePrincipal("cloudtrail.amazonaws.com"),
        managed_policies=[policy],
    )


def _selectors(partition: str, log_buckets: list[str]) -> list[cloudtrail.CfnTrail.AdvancedEventSelectorProperty]:
    arns = [f"arn:{partition}:s3:::{bucket}/" for bucket in log_buckets]
    s3 = _field("resources.type", equal_to=["AWS::S3::Object"])
    data = _field("eventCategory", equal_to=["Data"])
    return [
        _selector("All management events", _field("eventCategory", equal_to=["Management"])),
        _selector("Objects of every bucket but log buckets", data, s3, _field("resources.ARN", not_starts_with=arns)),
        _selector(
            "Objects of log buckets, deliveries left out",
            data,
            s3,
            _field("resources.ARN", starts_with=arns),
            _field("eventName", not_equals=list(LOG_WRITES)),
        ),
        _selector("Lambda invocations", data, _field("resources.type", equal_to=["AWS::Lambda::Function"])),
        _selector("DynamoDB items", data, _field("resources.type", equal_to=["AWS::DynamoDB::Table"])),
    ]


def _selector(
    name: str, *fields: cloudtrail.CfnTrail.AdvancedFieldSelectorProperty
) -> cloudtrail.CfnTrail.AdvancedEventSelectorProperty:
    return cloudtrail.CfnTrail.AdvancedEventSelectorProperty(name=name, field_selectors=list(fields))


def _field(
    field: str,
    *,
    equal_to: list[str] | None = None,
    not_equals: list[str] | None = None,
    starts_with: list[str] | None = None,
    not_starts_with: list[str] | None = None,
) -> cloudtrail.CfnTrail.AdvancedFieldSelectorProperty:
    return cloudtrail.CfnTrail.AdvancedFieldSelectorProperty(
        field=field,
        equal_to=equal_to,
        not_equals=not_equals,
        starts_with=starts_with,
        not_starts_with=not_starts_with,
    )
