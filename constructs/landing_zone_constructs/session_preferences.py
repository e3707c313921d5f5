"""The settings of Session Manager: timeouts, encryption and logging of sessions on hosts."""

from __future__ import annotations

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.log_group_retention import log_group_retention

DOCUMENT_NAME = "SSM-SessionManagerRunShell"
"""The document that Session Manager takes its settings from, in each account and Region."""
IDLE_MINUTES = range(1, 16)
"""Session Manager accepts up to 60 minutes; PCI DSS 8.2.8 requires a new sign-in after 15."""
LONGEST_MINUTES = range(1, 1441)
"""The lengths of a session that Session Manager accepts."""


class SessionPreferences(Construct):
    """Session Manager's settings document, the log of sessions, and the key that encrypts sessions.

    A session ends after fifteen idle minutes, and after an hour in any case. Input and output stream to an encrypted
    log group in real time. Run As is off: the session identifies the user, not a local account of the host.

    The key is for sessions only: principals of this account may use it, when IAM allows it, with the encryption context
    of a session. A host's role needs ``kms:Decrypt`` on it and may write to the log group; a user who starts a session
    needs ``kms:GenerateDataKey``.

    Session Manager's console creates the same document when a user saves preferences there: delete that one first.

    Serves PCI DSS v4.0.1 2.2.7, 8.2.8, 10.2.1.2; GDPR Art. 32(1)(b).
    Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html and
    https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html

    Args:
        scope: the construct above, in a stack of the account and Region.
        construct_id: the id below ``scope``.
        key_alias: the alias, without ``alias/``, of the key of sessions.
        log_group_name: the log group of sessions.
        log_group_key: encrypts it; CloudWatch Logs must be admitted to it for that name.
        log_group_retention_days: how long the log is kept, in days.
        idle_minutes: after how many idle minutes a session ends, 1 to 15.
        longest_minutes: after how many minutes it ends in any case, 1 to 1440.

    Attributes:
        document: the settings.
        key: the key of sessions.
        log_group: the log of sessions.

    Raises:
        ValueError: a number is out of its range, or the retention is not one that CloudWatch Logs offers.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key_alias: str,
        log_group_name: str,
        log_group_key: CustomerManagedKey,
        log_group_retention_days: int,
        idle_minutes: int = 15,
        longest_minutes: int = 60,
    ) -> None:
        super().__init__(scope, construct_id)
        for name, value, allowed in (
            ("idle_minutes", idle_minutes, IDLE_MINUTES),
            ("longest_minutes", longest_minutes, LONGEST_MINUTES),
        ):
            if value not in allowed:
                raise ValueError(f"{name} must be {allowed.start} to {allowed.stop - 1}, got {value!r}")
        self.key: CustomerManagedKey = CustomerManagedKey(
            self, "Key", description="Encrypts sessions on hosts, between host and user", alias=key_alias
        )
        self.key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AccountUsesForSessions",
                principals=[iam.AccountRootPrincipal()],
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=["*"],
                # Agent and plug-in call KMS directly, with the session as context, and not through a service.
                conditions={"StringLike": {"kms:EncryptionContext:aws:ssm:SessionId": "?*"}},
            )
        )
        self.log_group: logs.LogGroup = logs.LogGroup(
            self,
            "LogGroup",
            log_group_name=log_group_name,
            encryption_key=log_group_key,
            retention=log_group_retention(log_group_retention_days),
            removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        self.document: ssm.CfnDocument = ssm.CfnDocument(
            self,
            "Resource",
            name=DOCUMENT_NAME,
            document_type="Session",
            document_format="JSON",
            update_method="NewVersion",  # a named document cannot be replaced
            content={
                "schemaVersion": "1.0",
                "description": "Sessions end when idle, are encrypted, and are recorded",
                "sessionType": "Standard_Stream",
                "inputs": {
                    "s3BucketName": "",
                    "s3KeyPrefix": "",
                    "s3EncryptionEnabled": True,
                    "cloudWatchLogGroupName": self.log_group.log_group_name,
                    "cloudWatchEncryptionEnabled": True,
                    "cloudWatchStreamingEnabled": True,
                    "kmsKeyId": self.key.key_arn,
                    "runAsEnabled": False,
                    "runAsDefaultUser": "",
                    "idleSessionTimeout": str(idle_minutes),
                    "maxSessionDuration": str(longest_minutes),
                    "shellProfile": {"linux": "", "windows": ""},
                },
            },
        )
