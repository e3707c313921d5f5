"""Account settings for which CloudFormation has no resource type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.log_group_retention import log_group_retention

HANDLER = Path(__file__).with_name("account_settings_handler.py")
"""The function's source file."""

RESOURCE_TYPE = "Custom::AccountSettings"
TIMEOUT_SECONDS = 180
"""The function's timeout; throttled calls are retried within it."""
SERVICE_TIMEOUT_SECONDS = 900
"""How long CloudFormation waits: three times the function's timeout, since Lambda retries twice, plus its pauses."""
MEMORY_MB = 256

PASSWORD_POLICY: Mapping[str, int | bool] = MappingProxyType(
    {
        "AllowUsersToChangePassword": True,
        "HardExpiry": False,  # if true, only an administrator could renew an expired password
        "MaxPasswordAge": 90,
        "MinimumPasswordLength": 14,
        "PasswordReusePrevention": 24,
        "RequireLowercaseCharacters": True,
        "RequireNumbers": True,
        "RequireSymbols": True,
        "RequireUppercaseCharacters": True,
    }
)
"""Stricter than PCI DSS, which requires 12 characters with letters and numbers (8.3.6), no reuse of the last four
(8.3.7) and 90 days (8.3.9). The values are those of the CIS AWS Foundations Benchmark."""

S3_PUBLIC_ACCESS_BLOCK: Mapping[str, bool] = MappingProxyType(
    dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True)
)
AWS_MANAGED_EBS_KEY = "alias/aws/ebs"

SSM_PUBLIC_SHARING = "/ssm/documents/console/public-sharing-permission"
"""The service setting of Systems Manager that decides whether documents may be shared publicly."""

_KEY_ARN = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/.+")


class AccountSettings(Construct):
    """A custom resource that applies an account's settings, and its Lambda function.

    In each Region: new EBS volumes are encrypted, and snapshots of volumes and documents of Systems Manager cannot be
    shared publicly. Once per account, in the home Region: the password policy of IAM users, and the block of public
    access to all buckets of Amazon S3.

    The function reads each setting and writes those that differ. Deleting the stack leaves the settings in place.
    Where a policy of the organisation enforces a setting, nothing is written: AWS would refuse the write.

    The function has no reserved concurrency: a new account may run ten functions at once, AWS keeps ten unreserved,
    so the stack could not be deployed.

    Serves PCI DSS v4.0.1 1.4.4, 2.2.6, 3.5.1, 7.2.1, 8.3.6, 8.3.7, 8.3.9; GDPR Art. 25(2), 32(1)(a), 32(1)(b).
    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html

    Args:
        scope: the construct above, in a stack of the account and Region.
        construct_id: the id below ``scope``.
        is_home_region: true in the Region that applies the settings that exist once per account.
        log_group_name: the function's log group.
        log_group_key: encrypts it; CloudWatch Logs must be admitted to it for that name.
        log_group_retention_days: how long the log is kept, in days.
        undelivered: a queue for requests that the function failed on; its key must admit this account through SQS.
        ebs_key_arn: the key of new volumes; AWS's own key for EBS if None. Your own key must admit the
            service-linked role of Auto Scaling, or no Auto Scaling group can start instances.

    Attributes:
        resource: the custom resource.
        function: its Lambda function.
        role: the function's role.

    Raises:
        ValueError: the key's ARN or the retention is not one that AWS accepts.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        is_home_region: bool,
        log_group_name: str,
        log_group_key: CustomerManagedKey,
        log_group_retention_days: int,
        undelivered: sqs.IQueue,
        ebs_key_arn: str | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        if ebs_key_arn is not None and not cdk.Token.is_unresolved(ebs_key_arn) and not _KEY_ARN.fullmatch(ebs_key_arn):
            raise ValueError(f"ebs_key_arn must be the ARN of a KMS key, got {ebs_key_arn!r}")
        log_group = logs.LogGroup(
            self,
            "LogGroup",
            log_group_name=log_group_name,
            encryption_key=log_group_key,
            retention=log_group_retention(log_group_retention_days),
            removal_policy=cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        self.role: iam.Role = iam.Role(
            self,
            "Role",
            description="Lets the function read and make the account's settings, and nothing else",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        )
        policy = iam.ManagedPolicy(
            self,
            "Policy",
            description="Reads and makes the settings of the account",
            roles=[self.role],
            statements=[
                *_setting_statements(cdk.Stack.of(self), is_home_region=is_home_region, ebs_key_arn=ebs_key_arn),
                *_running_statements(cdk.Stack.of(self), log_group, undelivered),
            ],
        )
        self.function: lambda_.CfnFunction = lambda_.CfnFunction(
            self,
            "Function",
            description="Makes the settings of the account that CloudFormation has no type for",
            # Inline in the template: an auditor can read the code, and a deployment needs no bucket for it.
            code=lambda_.CfnFunction.CodeProperty(zip_file=HANDLER.read_text(encoding="utf-8")),
            handler="index.handler",
            runtime=lambda_.Runtime.PYTHON_3_14.name,
            architectures=["arm64"],
            memory_size=MEMORY_MB,
            timeout=TIMEOUT_SECONDS,
            role=self.role.role_arn,
            tracing_config=lambda_.CfnFunction.TracingConfigProperty(mode="Active"),
            dead_letter_config=lambda_.CfnFunction.DeadLetterConfigProperty(target_arn=undelivered.queue_arn),
            logging_config=lambda_.CfnFunction.LoggingConfigProperty(
                log_format="JSON", application_log_level="INFO", log_group=log_group.log_group_name
            ),
        )
        self.function.node.add_dependency(policy)
        self.resource: cdk.CfnCustomResource = cdk.CfnCustomResource(
            self, "Resource", service_token=self.function.attr_arn, service_timeout=SERVICE_TIMEOUT_SECONDS
        )
        self.resource.add_override("Type", RESOURCE_TYPE)
        for name, value in _settings(is_home_region=is_home_region, ebs_key_arn=ebs_key_arn).items():
            self.resource.add_property_override(name, value)
        self.resource.node.add_dependency(policy)


def _settings(*, is_home_region: bool, ebs_key_arn: str | None) -> dict[str, Any]:
    everywhere: dict[str, Any] = {
        "EbsDefaultKey": ebs_key_arn or AWS_MANAGED_EBS_KEY,
        "EbsEncryptionByDefault": True,
        "EbsSnapshotPublicSharing": "block-all-sharing",
        "SsmDocumentPublicSharing": "Disable",
    }
    once = {"PasswordPolicy": dict(PASSWORD_POLICY), "S3PublicAccessBlock": dict(S3_PUBLIC_ACCESS_BLOCK)}
    return everywhere | (once if is_home_region else {})


def _setting_statements(
    stack: cdk.Stack, *, is_home_region: bool, ebs_key_arn: str | None
) -> list[iam.PolicyStatement]:
    """Return the permissions of each setting; most apply to the account itself, which IAM writes as ``*``."""
    statements = [
        iam.PolicyStatement(
            sid="Volumes",
            actions=[
                "ec2:EnableEbsEncryptionByDefault",
                "ec2:EnableSnapshotBlockPublicAccess",
                "ec2:GetEbsDefaultKmsKeyId",
                "ec2:GetEbsEncryptionByDefault",
                "ec2:GetSnapshotBlockPublicAccessState",
                "ec2:ModifyEbsDefaultKmsKeyId" if ebs_key_arn else "ec2:ResetEbsDefaultKmsKeyId",
            ],
            resources=["*"],
        ),
        iam.PolicyStatement(
            sid="Documents",
            actions=["ssm:GetServiceSetting", "ssm:UpdateServiceSetting"],
            resources=[f"arn:{stack.partition}:ssm:{stack.region}:{stack.account}:servicesetting{SSM_PUBLIC_SHARING}"],
        ),
    ]
    if ebs_key_arn:
        statements.append(iam.PolicyStatement(sid="VolumeKey", actions=["kms:DescribeKey"], resources=[ebs_key_arn]))
    if is_home_region:
        statements.append(
            iam.PolicyStatement(
                sid="Account",
                actions=[
                    "iam:GetAccountPasswordPolicy",
                    "iam:UpdateAccountPasswordPolicy",
                    "s3:GetAccountPublicAccessBlock",
                    "s3:PutAccountPublicAccessBlock",
                ],
                resources=["*"],
            )
        )
    return statements


def _running_statements(
    stack: cdk.Stack, log_group: logs.LogGroup, undelivered: sqs.IQueue
) -> list[iam.PolicyStatement]:
    statements = [
        iam.PolicyStatement(
            sid="Logs",
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[log_group.log_group_arn],
        ),
        iam.PolicyStatement(
            sid="Traces", actions=["xray:PutTelemetryRecords", "xray:PutTraceSegments"], resources=["*"]
        ),
        iam.PolicyStatement(sid="Undelivered", actions=["sqs:SendMessage"], resources=[undelivered.queue_arn]),
    ]
    if undelivered.encryption_master_key:
        statements.append(
            iam.PolicyStatement(
                sid="UndeliveredKey",
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=[undelivered.encryption_master_key.key_arn],
                conditions={"StringEquals": {"kms:ViaService": f"sqs.{stack.region}.amazonaws.com"}},
            )
        )
    return statements
