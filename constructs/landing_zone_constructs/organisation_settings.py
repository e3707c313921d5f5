"""Settings of an organisation for which CloudFormation has no resource type."""

from __future__ import annotations

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
from landing_zone_constructs.organisation import account_id
from landing_zone_constructs.settings_function import SettingsFunction, in_this_region, linked_roles
from landing_zone_constructs.undelivered_alarm import undelivered_alarm
from landing_zone_constructs.undelivered_events import KEPT_UNDELIVERED

HANDLER = Path(__file__).with_name("organisation_settings_handler.py")
"""The file of the function's settings."""

RESOURCE_TYPE = "Custom::OrganisationSettings"

CONFIG_RULES = "config-multiaccountsetup.amazonaws.com"
"""AWS Config's rules and conformance packs of an organisation, as AWS Organizations names the service."""

DETECTION: Mapping[str, str] = MappingProxyType(
    {
        "GuardDutyAdministrator": "guardduty.amazonaws.com",
        "InspectorAdministrator": "inspector2.amazonaws.com",
        "MacieAdministrator": "macie.amazonaws.com",
    }
)
"""Setting of an administrator to the service, as AWS Organizations names it."""

MALWARE_PROTECTION = "malware-protection.guardduty.amazonaws.com"
"""What scans volumes for GuardDuty; AWS Organizations trusts it by itself."""

SHARING = "ram.amazonaws.com"
"""AWS Resource Access Manager, which trusts itself and makes its service-linked role when sharing is switched on."""

_LINKED = ("agentless.inspector2.amazonaws.com", MALWARE_PROTECTION, *DETECTION.values())
_READ_ORGANISATION = (
    "organizations:DescribeAccount",
    "organizations:DescribeOrganization",
    "organizations:DescribeOrganizationalUnit",
    "organizations:ListAWSServiceAccessForOrganization",
    "organizations:ListAccounts",
    "organizations:ListDelegatedAdministrators",
)


@dataclass(frozen=True)
class SettingsAndRights:
    """Settings, and what the function may do for them."""

    settings: Mapping[str, Any]
    statements: Sequence[iam.PolicyStatement]


class OrganisationSettings(Construct):
    """A custom resource with settings of an organisation, its function, and an alarm on requests that failed.

    What it makes is one of :func:`organisation_access`, :func:`administrators` and :func:`detection_of_members`. Each
    setting is read, also after a refusal, and written where it differs. Deleting the stack leaves all as it is.

    Serves PCI DSS v4.0.1 8.2.2, 10.4.1.1, 11.3.1, 11.5.1, 12.5.2; GDPR Art. 32(1)(b), 32(1)(d).
    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services.html

    Args:
        scope: the construct above, in a stack of the management account or of the administrator.
        construct_id: the id below ``scope``.
        of_what: what the settings are of, for descriptions.
        made: the settings.
        key_alias: the alias, without ``alias/``, of the key that encrypts the log and what failed.
        log_group_name: the function's log group.
        log_group_retention_days: how long the log is kept, in days.
        alarm_topic_arn: the topic, in this Region, for the alarm.

    Attributes:
        resource: the custom resource; what needs the settings depends on it.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        of_what: str,
        made: SettingsAndRights,
        key_alias: str,
        log_group_name: str,
        log_group_retention_days: int,
        alarm_topic_arn: str,
    ) -> None:
        super().__init__(scope, construct_id)
        key = CustomerManagedKey(
            self,
            "Key",
            description=f"Encrypts the log of the settings of {of_what}, and requests that failed",
            alias=key_alias,
            used_through=["sqs"],
        )
        key.allow_cloudwatch_logs(log_group_prefix=log_group_name)
        undelivered = sqs.Queue(
            self,
            "Undelivered",
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=KEPT_UNDELIVERED,
        )
        undelivered_alarm(
            self,
            queue=undelivered,
            topic_arn=alarm_topic_arn,
            description=f"The settings of {of_what} could not be made: read the request in the queue of this account, "
            "and the function's log.",
        )
        self.resource: cdk.CfnCustomResource = SettingsFunction(
            self,
            "Settings",
            handler=HANDLER,
            resource_type=RESOURCE_TYPE,
            of_what=of_what,
            settings=made.settings,
            statements=made.statements,
            log_group_name=log_group_name,
            log_group_key=key,
            log_group_retention_days=log_group_retention_days,
            undelivered=undelivered,
        ).resource


def organisation_access(
    stack: cdk.Stack, *, services: Sequence[str], policy_types: Sequence[str], shares_resources: bool
) -> SettingsAndRights:
    """Return the settings of a whole organisation, made in its management account, once.

    Services may work across the organisation (trusted access); kinds of policies can be attached to its root; and the
    root users of member accounts are managed centrally: an account that is created has no root credentials, those of
    others can be removed, and tasks that only root can do are done by sessions of a minute or a quarter of an hour.

    Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html and
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_enable-disable.html

    Args:
        stack: the stack that they are for.
        services: service principals of the services to trust.
        policy_types: kinds of policies, as AWS Organizations names them.
        shares_resources: whether accounts may share resources (AWS RAM) with each other without an invitation.
    """
    trusted = sorted({"iam.amazonaws.com", *services})
    sharing = [
        _statement("Sharing", ["organizations:DescribeOrganization", "ram:EnableSharingWithAwsOrganization"]),
        linked_roles(stack, SHARING),
    ]
    return SettingsAndRights(
        {
            "TrustedAccess": trusted,
            "PolicyTypes": sorted(policy_types),
            "RootAccess": ["RootCredentialsManagement", "RootSessions"],
            **({"ResourceSharing": "ENABLED"} if shares_resources else {}),
        },
        [
            *(sharing if shares_resources else []),
            _statement(
                "TrustedAccess",
                ["organizations:EnableAWSServiceAccess"],
                conditions={
                    "StringEquals": {
                        "organizations:ServicePrincipal": [*trusted, *([SHARING] if shares_resources else [])]
                    }
                },
            ),
            _statement(
                "PolicyTypes",
                ["organizations:EnablePolicyType"],
                conditions={"StringEquals": {"organizations:PolicyType": sorted(policy_types)}},
            ),
            _statement("Reads", ["organizations:ListAWSServiceAccessForOrganization", "organizations:ListRoots"]),
            _statement(
                "RootAccess",
                [
                    "iam:EnableOrganizationsRootCredentialsManagement",
                    "iam:EnableOrganizationsRootSessions",
                    "iam:ListOrganizationsFeatures",
                ],
            ),
        ],
    )


def administrators(stack: cdk.Stack, *, administrator: str, is_home_region: bool) -> SettingsAndRights:
    """Return the settings that let an account administer services for the organisation, made in the management account.

    GuardDuty, Inspector and Macie keep their administrator in each Region; AWS Config's is the same in all.

    Sources: https://docs.aws.amazon.com/guardduty/latest/ug/organizations_permissions.html and
    https://docs.aws.amazon.com/inspector/latest/user/designating-admin.html and
    https://docs.aws.amazon.com/macie/latest/user/accounts-mgmt-ao-integrate.html

    Args:
        stack: the stack that they are for.
        administrator: the account's number.
        is_home_region: true in the Region that makes what exists once.

    Raises:
        ValueError: the number is malformed.
    """
    account_id(administrator)
    services = [*([CONFIG_RULES] if is_home_region else []), *DETECTION.values(), MALWARE_PROTECTION]
    return SettingsAndRights(
        {
            **({"ConfigAdministrator": administrator} if is_home_region else {}),
            **dict.fromkeys(DETECTION, administrator),
        },
        [
            _statement(
                "Administrators",
                ["organizations:EnableAWSServiceAccess", "organizations:RegisterDelegatedAdministrator"],
                conditions={"StringEquals": {"organizations:ServicePrincipal": sorted(services)}},
            ),
            _statement("Reads", _READ_ORGANISATION),
            _statement(
                "Detection",
                [
                    "guardduty:EnableOrganizationAdminAccount",
                    "guardduty:ListOrganizationAdminAccounts",
                    "inspector2:EnableDelegatedAdminAccount",
                    "inspector2:ListDelegatedAdminAccounts",
                    "macie2:EnableOrganizationAdminAccount",
                    "macie2:ListOrganizationAdminAccounts",
                ],
                conditions=in_this_region(stack),
            ),
            linked_roles(stack, *_LINKED),
        ],
    )


def detection_of_members(
    stack: cdk.Stack, *, plans: Sequence[str], agents: Sequence[str], members: Mapping[str, str]
) -> SettingsAndRights:
    """Return the settings by which an administrator watches all accounts of the organisation, in one Region.

    GuardDuty is on, with its plans, in the members at once, and in accounts that join later within a day. Macie is on
    in the members, and in accounts that join later, and looks for sensitive data in the buckets of all by itself.

    Sources: https://docs.aws.amazon.com/guardduty/latest/APIReference/API_UpdateOrganizationConfiguration.html and
    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateMembers.html and
    https://docs.aws.amazon.com/macie/latest/user/accounts-mgmt-ao-integrate.html and
    https://docs.aws.amazon.com/macie/latest/user/discovery-asdd-account-configure.html

    Args:
        stack: the stack that they are for.
        plans: GuardDuty's protection plans, by their feature names.
        agents: the additional configurations of its runtime monitoring.
        members: account number to email address; the administrator is none of them.

    Raises:
        ValueError: a number is malformed.
    """
    emails = {account_id(number): email for number, email in sorted(members.items())}
    return SettingsAndRights(
        {
            "GuardDuty": {"Accounts": "ALL", "Agents": sorted(agents), "Plans": sorted(plans)},
            "GuardDutyMembers": emails,
            "MacieMembers": emails,
            "MacieNewAccounts": "ENABLED",
            "MacieDiscovery": "ALL",
        },
        [
            _statement(
                "Detection",
                [
                    "guardduty:CreateMembers",
                    "guardduty:DescribeOrganizationConfiguration",
                    "guardduty:ListDetectors",
                    "guardduty:ListMembers",
                    "guardduty:UpdateOrganizationConfiguration",
                    "macie2:CreateMember",
                    "macie2:DescribeOrganizationConfiguration",
                    "macie2:GetAutomatedDiscoveryConfiguration",
                    "macie2:ListMembers",
                    "macie2:UpdateAutomatedDiscoveryConfiguration",
                    "macie2:UpdateOrganizationConfiguration",
                ],
                conditions=in_this_region(stack),
            ),
            _statement(
                "Reads",
                ["organizations:DescribeAccount", "organizations:DescribeOrganization", "organizations:ListAccounts"],
            ),
        ],
    )


def _statement(
    sid: str, actions: Sequence[str], *, conditions: Mapping[str, Any] = MappingProxyType({})
) -> iam.PolicyStatement:
    return iam.PolicyStatement(sid=sid, actions=list(actions), resources=["*"], conditions=dict(conditions))
