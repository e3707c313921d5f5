"""The baseline: the resources of every account and Region, deployed before any workload."""

from __future__ import annotations

from aws_cdk import aws_accessanalyzer as accessanalyzer
from aws_cdk import aws_config as config
from aws_cdk import aws_macie as macie
from constructs import Construct

from landing_zone.catalogue.managed_rules import MANAGED_CONFIG_RULES, rules_in
from landing_zone.config import Environment, LandingZone, Role
from landing_zone.config.contacts import Contact
from landing_zone.config.existing import CONFIG_SERVICE
from landing_zone.evidence.auditor import AUDITOR_ROLE
from landing_zone.evidence.policy import auditor_actions, auditor_policies, auditor_trust
from landing_zone.evidence.registry import all_queries
from landing_zone.files.policies_folder import policies_folder
from landing_zone_constructs.account_settings import CONTACTS, AccountSettings, AlternateContact
from landing_zone_constructs.auditor_role import AuditorRole
from landing_zone_constructs.configuration_recorder import ConfigurationRecorder
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.event_forwarding import EventForwarding
from landing_zone_constructs.inspector_policy import ACCOUNT_SCANS
from landing_zone_constructs.malware_scan_log import MalwareScanLog
from landing_zone_constructs.managed_config_rules import ManagedConfigRules
from landing_zone_constructs.session_preferences import SessionPreferences
from landing_zone_constructs.threat_detector import ThreatDetector
from stacks.landing_zone_stack import LandingZoneStack
from stacks.names import ACCOUNT_SETTINGS_LOG_GROUP, LOG_GROUPS, SESSION_LOG_GROUP, Names


class Baseline(LandingZoneStack):
    """Recording, Config rules, detection and settings of an account and Region, and the forwarding of findings.

    In the home Region also the auditor's role, with the permissions that the evidence queries declare.

    The template is the same in every account of a Region, but for what existed in one before, and for GuardDuty and
    Macie: the management and the security account have their own, and the security account is their administrator,
    which switches them on in all others (see ``stacks/detection.py``). Without an organisation the account has its own,
    and switches Inspector on itself.

    Serves PCI DSS v4.0.1 1.2.8, 1.4.4, 2.2.1, 3.5.1, 5.3.4, 7.2.1, 8.2.8, 8.3.6, 8.3.7, 8.3.9, 10.2.1, 10.4.1.1,
    10.7.2, 11.5.1, 11.5.2, 12.5.1, 12.10.5; GDPR Art. 5(2), 25(2), 32(1)(a), 32(1)(b), 32(1)(d), 33(1).

    Args:
        scope: the app.
        environment: the account and Region.
        zone: the configuration.
    """

    def __init__(self, scope: Construct, *, environment: Environment, zone: LandingZone) -> None:
        super().__init__(
            scope, environment=environment, zone=zone, description="What every account has in every Region"
        )
        names = Names(zone)
        home = zone.regions.home
        existing, account = zone.existing, environment.account.name
        recorder = ConfigurationRecorder(
            self,
            "ConfigurationRecorder",
            is_home_region=environment.is_home,
            delivery_bucket_name=names.configuration_bucket(home),
            # Without a key, Config would ask for SSE-S3 itself, which the bucket refuses.
            delivery_key_arn=names.audit_key_arn(home),
            existing={
                part
                for part, there in (
                    ("recorder", existing.has("recorder", account)),
                    ("delivery-channel", existing.has("delivery_channel", account)),
                    ("service-linked-role", existing.has_linked_role(CONFIG_SERVICE, account)),
                )
                if there
            },
        )
        config.CfnAggregationAuthorization(
            self,
            "AggregationAuthorization",
            authorized_account_id=zone.account_with_role(Role.SECURITY).id,
            authorized_aws_region=home,
        )
        ManagedConfigRules(
            self,
            "ConfigRules",
            recorder=recorder,
            rules=rules_in(
                environment.region,
                policies_folder() / MANAGED_CONFIG_RULES,
                organisation=zone.organisation.id is not None,
            ),
        )
        logs_key = CustomerManagedKey(
            self,
            "LogKey",
            description="Encrypts the account's own logs",
            alias=names.key_alias("logs"),
        )
        logs_key.allow_cloudwatch_logs(log_group_prefix=LOG_GROUPS)
        scans = MalwareScanLog(self, "MalwareScanLog", key=logs_key, retention_days=zone.retention.log_groups_days)
        alone = zone.organisation.root is None
        session: macie.CfnSession | None = None
        if alone or {Role.MANAGEMENT, Role.SECURITY}.intersection(environment.account.roles):
            # Other accounts get both from the administrator, as soon as they join: theirs would collide with these.
            if not existing.has("detector", account):
                ThreatDetector(self, "ThreatDetector").node.add_dependency(scans)
            if not existing.has("macie", account):
                session = macie.CfnSession(
                    self, "Macie", status="ENABLED", finding_publishing_frequency="FIFTEEN_MINUTES"
                )
        accessanalyzer.CfnAnalyzer(self, "AccessAnalyzer", type="ACCOUNT")
        key = CustomerManagedKey(
            self,
            "FindingsKey",
            description="Encrypts findings that could not be sent to the security account",
            alias=names.key_alias("findings"),
            used_through=["sqs"],
        )
        forwarding = EventForwarding(
            self,
            "EventForwarding",
            bus_arn=names.event_bus_arn(environment.region),
            queue_key=key,
            alarm_topic_arn=names.alert_topic_arn(environment.region),
        )
        SessionPreferences(
            self,
            "SessionPreferences",
            key_alias=names.key_alias("sessions"),
            log_group_name=SESSION_LOG_GROUP,
            log_group_key=logs_key,
            log_group_retention_days=zone.retention.log_groups_days,
        )
        settings = AccountSettings(
            self,
            "AccountSettings",
            is_home_region=environment.is_home,
            log_group_name=ACCOUNT_SETTINGS_LOG_GROUP,
            log_group_key=logs_key,
            log_group_retention_days=zone.retention.log_groups_days,
            undelivered=forwarding.undelivered,
            contacts={kind: _contact(getattr(zone.contacts, kind.lower())) for kind in CONTACTS},
            remove_default_vpc=zone.addresses.remove_default_vpcs,
            inspector_scans=ACCOUNT_SCANS if alone else (),
            macie_discovery=alone,
        )
        if alone and session is not None:
            settings.resource.add_resource_dependency(session)  # Macie answers nothing about discovery before it is on
        if environment.is_home:
            AuditorRole(
                self,
                "AuditorRole",
                role_name=AUDITOR_ROLE,
                trust=auditor_trust(zone),
                policies=auditor_policies(auditor_actions(all_queries())),
            )


def _contact(contact: Contact) -> AlternateContact:
    return AlternateContact(name=contact.name, title=contact.title, email=contact.email, phone=contact.phone)
