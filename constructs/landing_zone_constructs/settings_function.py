"""A custom resource for settings that CloudFormation has no type for, and the Lambda function that makes them."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
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

RUNTIME = Path(__file__).with_name("settings_runtime.py")
"""The part of the functions that answers CloudFormation, and reads and makes settings."""

TIMEOUT_SECONDS = 180
"""The function's timeout; throttled calls are retried within it."""
SERVICE_TIMEOUT_SECONDS = 900
"""How long CloudFormation waits: three times the function's timeout, since Lambda retries twice, plus its pauses."""
MEMORY_MB = 256


class SettingsFunction(Construct):
    """A custom resource whose properties are settings, and its function, which makes those that differ.

    The function reads each setting and writes those that differ. Deleting the stack leaves the settings in place.
    Where a policy of the organisation enforces a setting, nothing is written: AWS would refuse the write.

    The function has no reserved concurrency: a new account may run ten functions at once, AWS keeps ten unreserved,
    so the stack could not be deployed.

    Serves PCI DSS v4.0.1 2.2.1; GDPR Art. 32(1)(b).
    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html

    Args:
        scope: the construct above, in a stack of the account and Region.
        construct_id: the id below ``scope``.
        handler: the file that names the settings; it may import from :data:`RUNTIME` and what Lambda holds.
        resource_type: the type of the custom resource: ``Custom::...``.
        of_what: whose settings they are, for descriptions: "the account".
        settings: property to value.
        statements: what the function may do for them.
        log_group_name: the function's log group.
        log_group_key: encrypts it; CloudWatch Logs must be admitted to it for that name.
        log_group_retention_days: how long the log is kept, in days.
        undelivered: a queue for requests that the function failed on; its key must admit this account through SQS.

    Attributes:
        resource: the custom resource.
        function: its Lambda function.
        role: the function's role.

    Raises:
        ValueError: the retention is not one that AWS accepts.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        handler: Path,
        resource_type: str,
        of_what: str,
        settings: Mapping[str, Any],
        statements: Sequence[iam.PolicyStatement],
        log_group_name: str,
        log_group_key: CustomerManagedKey,
        log_group_retention_days: int,
        undelivered: sqs.IQueue,
    ) -> None:
        super().__init__(scope, construct_id)
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
            description=f"Lets the function read and make the settings of {of_what}, and nothing else",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        )
        policy = iam.ManagedPolicy(
            self,
            "Policy",
            description=f"Reads and makes the settings of {of_what}",
            roles=[self.role],
            statements=[*statements, *_running_statements(cdk.Stack.of(self), log_group, undelivered)],
        )
        self.function: lambda_.CfnFunction = lambda_.CfnFunction(
            self,
            "Function",
            description=f"Makes the settings of {of_what} that CloudFormation has no type for",
            # Inline in the template: an auditor can read the code, and a deployment needs no bucket for it.
            code=lambda_.CfnFunction.CodeProperty(zip_file=inline_code(handler)),
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
        self.resource.add_override("Type", resource_type)
        for name, value in settings.items():
            self.resource.add_property_override(name, value)
        self.resource.node.add_dependency(policy)


def inline_code(handler: Path) -> str:
    """Return the runtime and a file with settings as one file, which imports neither."""
    text = handler.read_text(encoding="utf-8")
    left_out = {
        line
        for node in ast.parse(text).body
        if isinstance(node, ast.ImportFrom) and node.module in ("__future__", f"{__package__}.{RUNTIME.stem}")
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    kept = [line for number, line in enumerate(text.splitlines(), start=1) if number not in left_out]
    return RUNTIME.read_text(encoding="utf-8") + "\n\n" + "\n".join(kept) + "\n"


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


LINKED_ROLES: Mapping[str, str] = MappingProxyType(
    {
        "agentless.inspector2.amazonaws.com": "AWSServiceRoleForAmazonInspector2Agentless",
        "guardduty.amazonaws.com": "AWSServiceRoleForAmazonGuardDuty",
        "inspector2.amazonaws.com": "AWSServiceRoleForAmazonInspector2",
        "macie.amazonaws.com": "AWSServiceRoleForAmazonMacie",
        "malware-protection.guardduty.amazonaws.com": "AWSServiceRoleForAmazonGuardDutyMalwareProtection",
        "ram.amazonaws.com": "AWSServiceRoleForResourceAccessManager",
    }
)
"""Service to the role that it makes for itself when it is switched on."""


def linked_roles(stack: cdk.Stack, *services: str) -> iam.PolicyStatement:
    """Return the permission to have services make their own roles, which they need when they are switched on."""
    path = f"arn:{stack.partition}:iam::{stack.account}:role/aws-service-role"
    return iam.PolicyStatement(
        sid="LinkedRoles",
        actions=["iam:CreateServiceLinkedRole"],
        resources=[f"{path}/{service}/{LINKED_ROLES[service]}" for service in sorted(services)],
        conditions={"StringEquals": {"iam:AWSServiceName": sorted(services)}},
    )


def in_this_region(stack: cdk.Stack) -> dict[str, dict[str, str]]:
    """Return the condition that a call is made to the stack's Region: most settings name no resource."""
    return {"StringEquals": {"aws:RequestedRegion": stack.region}}
