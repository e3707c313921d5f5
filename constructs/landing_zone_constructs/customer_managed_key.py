"""A customer-managed KMS key: rotated, hard to delete, usable only by the services and principals it names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from landing_zone_constructs.organisation import organisation_trail_arn, source_within

ROTATION_DAYS = 365
PENDING_WINDOW_DAYS = 30
"""The longest window that KMS offers between a request to delete a key and its deletion."""

Conditions = Mapping[str, Mapping[str, str | Sequence[str]]]
"""IAM conditions: operator, then condition key, then value or values."""

_ALIAS = re.compile(r"[a-zA-Z0-9/_-]+")
_SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com")
_LOG_GROUP = re.compile(r"[a-zA-Z0-9_/.#-]+")
_ADMINISTRATION = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListAliases",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)
_MULTI_REGION_ADMINISTRATION = ("kms:ReplicateKey", "kms:UpdatePrimaryRegion")
_USE = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*")
_CONFUSED_DEPUTY_KEYS = ("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths")
_ENCRYPTION_CONTEXT = "kms:encryptioncontext:"


class CustomerManagedKey(kms.Key):
    """A KMS key for one purpose. It is a CDK key, so it can be passed wherever CDK takes a key.

    The account may administer the key through IAM, and may *use* it through IAM only via the services named in
    ``used_through``: an administrator without read access in S3 cannot decrypt its objects by calling KMS. AWS services
    that act on their own behalf are admitted one by one, each with a condition against the confused deputy problem.

    Serves: PCI DSS 3.6.1, 3.6.1.2, 3.7.4, 3.7.5, 10.3.1; GDPR article 32(1)(a).

    Args:
        description: what the key protects; shown in the console.
        alias: the name after ``alias/``; letters, digits, ``/``, ``_`` and ``-``.
        used_through: services, named as in their endpoints (``s3``, ``sns``, ``logs``, ``ec2``...), through which
            principals of this account may use the key when IAM allows it. None by default.
        multi_region: whether replicas in other Regions may share the key material; False by default.
        removal_policy: what CloudFormation does with the key when it leaves the stack; by default it is retained.

    Raises:
        ValueError: the description is empty, or the alias or a service is malformed.

    Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html and
    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        description: str,
        alias: str,
        used_through: Sequence[str] = (),
        multi_region: bool = False,
        removal_policy: cdk.RemovalPolicy = cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    ) -> None:
        if not description.strip():
            raise ValueError(f"a key's description must say what it protects, got {description!r}")
        if not _ALIAS.fullmatch(alias) or alias.startswith("aws/"):
            raise ValueError(
                f"an alias must be letters, digits, '/', '_' and '-', without the prefix aws/, got {alias!r}"
            )
        for service in used_through:
            if not re.fullmatch(r"[a-z0-9-]+", service):
                raise ValueError(f"used_through must hold names of services such as 's3', got {service!r}")
        stack = cdk.Stack.of(scope)
        super().__init__(
            scope,
            construct_id,
            description=description,
            alias=alias,
            enable_key_rotation=True,
            rotation_period=cdk.Duration.days(ROTATION_DAYS),
            pending_window=cdk.Duration.days(PENDING_WINDOW_DAYS),
            multi_region=multi_region,
            removal_policy=removal_policy,
            policy=iam.PolicyDocument(statements=_account_statements(stack, used_through, multi_region=multi_region)),
        )
        self.alias = alias

    def allow_service(self, *, service: str, actions: Sequence[str], conditions: Conditions, sid: str) -> None:
        """Admit an AWS service that acts on its own behalf.

        Args:
            service: its principal, for example ``events.amazonaws.com``.
            actions: KMS actions; ``kms:*`` is refused.
            conditions: at least one of ``aws:SourceArn``, ``aws:SourceAccount``, ``aws:SourceOrgID``,
                ``aws:SourceOrgPaths`` or an encryption context; without one, anyone could make the service use the key.
            sid: the statement's id; letters and digits.

        Raises:
            ValueError: one of these is missing or too wide.
        """
        if not _SERVICE.fullmatch(service):
            raise ValueError(f"a service principal must end in .amazonaws.com, got {service!r}")
        if not actions:
            raise ValueError("a statement needs at least one action, got none")
        for action in actions:
            if not re.fullmatch(r"kms:[A-Za-z]+\*?", action):
                raise ValueError(f"an action must be kms: and a name, got {action!r}")
        keys = [key.lower() for operands in conditions.values() for key in operands]
        if not any(key in _CONFUSED_DEPUTY_KEYS or key.startswith(_ENCRYPTION_CONTEXT) for key in keys):
            raise ValueError(
                f"{service} must be admitted with aws:SourceArn, aws:SourceAccount, aws:SourceOrgID, "
                f"aws:SourceOrgPaths or an encryption context, got {sorted(keys)}"
            )
        self.add_to_resource_policy(
            iam.PolicyStatement(
                sid=sid,
                principals=[iam.ServicePrincipal(service)],
                actions=sorted(actions),
                resources=["*"],
                conditions={operator: dict(operands) for operator, operands in conditions.items()},
            )
        )

    def allow_cloudtrail(self, *, management_account: str, trail_name: str, home_region: str) -> None:
        """Admit CloudTrail for one trail, and for no other.

        Args:
            management_account: the account that owns the trail.
            trail_name: the trail's name.
            home_region: the trail's Region.

        Raises:
            ValueError: the account id is malformed, or a name is empty or holds a wildcard.

        Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
        (``kms:Decrypt`` since the bucket has an S3 Bucket Key).
        """
        partition = cdk.Stack.of(self).partition
        arn = organisation_trail_arn(
            partition=partition, home_region=home_region, management_account=management_account, trail_name=trail_name
        )
        trails = f"arn:{partition}:cloudtrail:*:{management_account}:trail/*"
        self.allow_service(
            sid="CloudTrailEncrypts",
            service="cloudtrail.amazonaws.com",
            actions=["kms:GenerateDataKey*"],
            conditions={
                "StringEquals": {"aws:SourceArn": arn},
                "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": trails},
            },
        )
        # No condition on the context, as on AWS's page: with an S3 Bucket Key it is the bucket, not the trail.
        self.allow_service(
            sid="CloudTrailDescribesAndDecrypts",
            service="cloudtrail.amazonaws.com",
            actions=["kms:Decrypt", "kms:DescribeKey"],
            conditions={"StringEquals": {"aws:SourceArn": arn}},
        )

    def allow_config(self, *, organisation_id: str | None) -> None:
        """Admit AWS Config of every account of the organisation, which writes to a bucket under this key.

        Args:
            organisation_id: the organisation's id; ``None`` to admit this account alone.

        Raises:
            ValueError: the id is malformed.

        Source: https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html
        """
        self.allow_service(
            sid="ConfigEncrypts",
            service="config.amazonaws.com",
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            conditions={"StringEquals": source_within(organisation_id)},
        )

    def allow_log_delivery(self, *, organisation_id: str | None) -> None:
        """Admit the log delivery service (VPC flow logs, WAF, Resolver) for the accounts of the organisation.

        Args:
            organisation_id: the organisation's id; ``None`` to admit this account alone.

        Raises:
            ValueError: the id is malformed.

        Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-cmk-policy.html
        """
        self.allow_service(
            sid="LogDeliveryEncrypts",
            service="delivery.logs.amazonaws.com",
            actions=_USE,
            conditions={
                "StringEquals": source_within(organisation_id),
                "ArnLike": {"aws:SourceArn": f"arn:{cdk.Stack.of(self).partition}:logs:*:*:*"},
            },
        )

    def allow_cloudwatch_logs(self, *, log_group_prefix: str, sid: str = "CloudWatchLogsEncrypts") -> None:
        """Admit CloudWatch Logs of this account and Region, for the log groups whose names start with a prefix.

        Args:
            log_group_prefix: the start of the log groups' names, for example ``/aws/lambda/close-``.
            sid: the statement's id; each further prefix needs a different one.

        Raises:
            ValueError: the prefix is empty or has a character that a log group's name cannot have.

        Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
        """
        if not _LOG_GROUP.fullmatch(log_group_prefix):
            raise ValueError(f"a log group's name must consist of letters, digits and _/.#-, got {log_group_prefix!r}")
        stack = cdk.Stack.of(self)
        self.allow_service(
            sid=sid,
            service=f"logs.{stack.region}.amazonaws.com",
            actions=_USE,
            conditions={
                "ArnLike": {
                    "kms:EncryptionContext:aws:logs:arn": (
                        f"arn:{stack.partition}:logs:{stack.region}:{stack.account}:log-group:{log_group_prefix}*"
                    )
                }
            },
        )

    def allow_auto_scaling(self) -> None:
        """Admit EC2 Auto Scaling's service-linked role, for instances whose volumes are under this key.

        KMS refuses a policy that names a role which does not exist: the account has the role once it had a group, or by
        ``aws iam create-service-linked-role --aws-service-name autoscaling.amazonaws.com``.

        Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
        """
        stack = cdk.Stack.of(self)
        role = iam.ArnPrincipal(
            f"arn:{stack.partition}:iam::{stack.account}:role/aws-service-role/autoscaling.amazonaws.com/"
            "AWSServiceRoleForAutoScaling"
        )
        self.add_to_resource_policy(
            iam.PolicyStatement(sid="AutoScalingUses", principals=[role], actions=list(_USE), resources=["*"])
        )
        self.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AutoScalingGrantsUse",
                principals=[role],
                actions=["kms:CreateGrant"],
                resources=["*"],
                conditions={"Bool": {"kms:GrantIsForAWSResource": "true"}},
            )
        )


def _account_statements(
    stack: cdk.Stack, used_through: Sequence[str], *, multi_region: bool
) -> list[iam.PolicyStatement]:
    """Build the account's own permissions: to administer the key, and to use it through the named services."""
    statements = [
        iam.PolicyStatement(
            sid="AccountAdministersByIam",
            principals=[iam.AccountRootPrincipal()],
            actions=sorted(_ADMINISTRATION + (_MULTI_REGION_ADMINISTRATION if multi_region else ())),
            resources=["*"],
        ),
        # No statement here lets a caller make a grant for itself. This keeps one that is added later from doing so, and
        # AWS Control Tower's CT.KMS.PR.3, where it is enabled, from refusing the key.
        iam.PolicyStatement(
            sid="DenyGrantsButForServices",
            effect=iam.Effect.DENY,
            principals=[iam.AnyPrincipal()],
            actions=["kms:CreateGrant"],
            resources=["*"],
            conditions={"BoolIfExists": {"kms:GrantIsForAWSResource": "false", "aws:PrincipalIsAWSService": "false"}},
        ),
    ]
    if used_through:
        via = [f"{service}.{stack.region}.amazonaws.com" for service in sorted(set(used_through))]
        through = {"StringEquals": {"kms:CallerAccount": stack.account, "kms:ViaService": via}}
        statements += [
            iam.PolicyStatement(
                sid="AccountUsesThroughServices",
                principals=[iam.AccountRootPrincipal()],
                actions=list(_USE),
                resources=["*"],
                conditions=through,
            ),
            # EBS, RDS and others use a key on the caller's behalf by a grant; a caller cannot create one for itself.
            iam.PolicyStatement(
                sid="ServicesGrantThemselvesUse",
                principals=[iam.AccountRootPrincipal()],
                actions=["kms:CreateGrant"],
                resources=["*"],
                conditions={**through, "Bool": {"kms:GrantIsForAWSResource": "true"}},
            ),
        ]
    return statements
