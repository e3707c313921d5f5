"""Account settings for which CloudFormation has no resource type."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.settings_function import SettingsFunction, in_this_region, linked_roles

HANDLER = Path(__file__).with_name("account_settings_handler.py")
"""The file of the function's settings."""

RESOURCE_TYPE = "Custom::AccountSettings"
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

CONTACTS = ("BILLING", "OPERATIONS", "SECURITY")
"""The kinds of alternate contacts of an account, as AWS names them."""

IN_A_VPC = (
    "InternetGateways",
    "NetworkAcls",
    "NetworkInterfaces",
    "RouteTables",
    "SecurityGroups",
    "Subnets",
    "VpcEndpoints",
    "VpcPeeringConnections",
    "Vpcs",
    "VpnGateways",
)
"""What the function lists to see whether something is in a VPC."""

_KEY_ARN = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/.+")


@dataclass(frozen=True)
class AlternateContact:
    """Whom AWS reaches for one purpose; AWS requires all four.

    Args:
        name: of a person or a team.
        title: the role in the organisation.
        email: the address.
        phone: the number, in international form.
    """

    name: str
    title: str
    email: str
    phone: str


class AccountSettings(SettingsFunction):
    """A custom resource that applies an account's settings, and its Lambda function.

    In each Region: new EBS volumes are encrypted, and snapshots of volumes and documents of Systems Manager cannot be
    shared publicly; where asked, the default VPC is removed if nothing is in it, and Inspector and Macie's discovery
    are on, for accounts that no administrator switches them on for. Once per account, in the home Region: the password
    policy of IAM users, the block of public access to all buckets of Amazon S3, and AWS's contacts.

    The function reads each setting, again after each refusal, and writes those that differ. Deleting the stack leaves
    the settings in place. Where a policy of the organisation enforces a setting, nothing is written: AWS would refuse
    the write.

    The function has no reserved concurrency: a new account may run ten functions at once, AWS keeps ten unreserved,
    so the stack could not be deployed.

    Serves PCI DSS v4.0.1 1.4.4, 2.2.6, 3.5.1, 7.2.1, 8.3.6, 8.3.7, 8.3.9, 11.3.1, 12.10.1; GDPR Art. 25(2), 32(1)(a),
    32(1)(b).
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
        contacts: kind of contact of :data:`CONTACTS` to contact, all kinds or none; set in the home Region.
        remove_default_vpc: whether the default VPC goes, unless something is in it.
        inspector_scans: what Inspector scans, as its API names it; none if empty.
        macie_discovery: whether Macie, which must be on, looks for sensitive data by itself.

    Attributes:
        resource: the custom resource.
        function: its Lambda function.
        role: the function's role.

    Raises:
        ValueError: the key's ARN or the retention is not one that AWS accepts, or kinds of contacts are missing.
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
        contacts: Mapping[str, AlternateContact] = MappingProxyType({}),
        remove_default_vpc: bool = False,
        inspector_scans: Sequence[str] = (),
        macie_discovery: bool = False,
    ) -> None:
        if ebs_key_arn is not None and not cdk.Token.is_unresolved(ebs_key_arn) and not _KEY_ARN.fullmatch(ebs_key_arn):
            raise ValueError(f"ebs_key_arn must be the ARN of a KMS key, got {ebs_key_arn!r}")
        if contacts and set(contacts) != set(CONTACTS):
            raise ValueError(f"contacts must be {', '.join(CONTACTS)}, or none, got {', '.join(sorted(contacts))}")
        asked = _Asked(
            is_home_region=is_home_region,
            ebs_key_arn=ebs_key_arn,
            contacts=contacts if is_home_region else {},
            remove_default_vpc=remove_default_vpc,
            inspector_scans=tuple(inspector_scans),
            macie_discovery=macie_discovery,
        )
        super().__init__(
            scope,
            construct_id,
            handler=HANDLER,
            resource_type=RESOURCE_TYPE,
            of_what="the account",
            settings=_settings(asked),
            statements=_statements(cdk.Stack.of(scope), asked),
            log_group_name=log_group_name,
            log_group_key=log_group_key,
            log_group_retention_days=log_group_retention_days,
            undelivered=undelivered,
        )


@dataclass(frozen=True)
class _Asked:
    """The arguments of :class:`AccountSettings` that decide about settings and permissions."""

    is_home_region: bool
    ebs_key_arn: str | None
    contacts: Mapping[str, AlternateContact]
    remove_default_vpc: bool
    inspector_scans: tuple[str, ...]
    macie_discovery: bool


def _settings(asked: _Asked) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "EbsDefaultKey": asked.ebs_key_arn or AWS_MANAGED_EBS_KEY,
        "EbsEncryptionByDefault": True,
        "EbsSnapshotPublicSharing": "block-all-sharing",
        "SsmDocumentPublicSharing": "Disable",
    }
    if asked.is_home_region:
        settings["PasswordPolicy"] = dict(PASSWORD_POLICY)
        settings["S3PublicAccessBlock"] = dict(S3_PUBLIC_ACCESS_BLOCK)
    if asked.contacts:
        settings["AlternateContacts"] = {
            kind: {"EmailAddress": one.email, "Name": one.name, "PhoneNumber": one.phone, "Title": one.title}
            for kind, one in sorted(asked.contacts.items())
        }
    if asked.remove_default_vpc:
        settings["DefaultVpc"] = "remove-if-empty"
    if asked.inspector_scans:
        settings["InspectorScans"] = sorted(asked.inspector_scans)
    if asked.macie_discovery:
        settings["MacieDiscovery"] = "ENABLED"
    return settings


def _statements(stack: cdk.Stack, asked: _Asked) -> list[iam.PolicyStatement]:
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
                "ec2:ModifyEbsDefaultKmsKeyId" if asked.ebs_key_arn else "ec2:ResetEbsDefaultKmsKeyId",
            ],
            resources=["*"],
        ),
        iam.PolicyStatement(
            sid="Documents",
            actions=["ssm:GetServiceSetting", "ssm:UpdateServiceSetting"],
            resources=[f"arn:{stack.partition}:ssm:{stack.region}:{stack.account}:servicesetting{SSM_PUBLIC_SHARING}"],
        ),
    ]
    if asked.ebs_key_arn:
        key = asked.ebs_key_arn
        statements.append(iam.PolicyStatement(sid="VolumeKey", actions=["kms:DescribeKey"], resources=[key]))
    if asked.is_home_region:
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
    if asked.contacts:
        statements.append(
            iam.PolicyStatement(
                sid="Contacts",
                actions=["account:GetAlternateContact", "account:PutAlternateContact"],
                resources=[f"arn:{stack.partition}:account::{stack.account}:account"],
            )
        )
    if asked.remove_default_vpc:
        statements += [
            iam.PolicyStatement(
                sid="LooksIntoTheDefaultVpc",
                actions=[f"ec2:Describe{what}" for what in IN_A_VPC],
                resources=["*"],
            ),
            iam.PolicyStatement(
                sid="RemovesTheDefaultVpc",
                actions=["ec2:DeleteInternetGateway", "ec2:DeleteSubnet", "ec2:DeleteVpc", "ec2:DetachInternetGateway"],
                resources=["*"],  # their ids are AWS's
                conditions=in_this_region(stack),
            ),
        ]
    if asked.inspector_scans:
        statements.append(
            iam.PolicyStatement(
                sid="Inspector",
                actions=["inspector2:BatchGetAccountStatus", "inspector2:Enable"],
                resources=["*"],
                conditions=in_this_region(stack),
            )
        )
        statements.append(linked_roles(stack, "agentless.inspector2.amazonaws.com", "inspector2.amazonaws.com"))
    if asked.macie_discovery:
        statements.append(
            iam.PolicyStatement(
                sid="Macie",
                actions=[
                    "macie2:GetAutomatedDiscoveryConfiguration",
                    "macie2:UpdateAutomatedDiscoveryConfiguration",
                ],
                resources=["*"],
                conditions=in_this_region(stack),
            )
        )
    return statements
