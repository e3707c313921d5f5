"""The security account: it receives the organisation's findings, and sends alerts to people."""

from __future__ import annotations

from aws_cdk import aws_config as config
from constructs import Construct

from landing_zone.config import Environment, LandingZone, Role
from landing_zone_constructs.alert_topic import AlertTopic
from landing_zone_constructs.control_failure_alerts import ControlFailureAlerts
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.findings_routing import FindingsRouting
from landing_zone_constructs.security_event_bus import SecurityEventBus
from landing_zone_constructs.security_hub_alerts import SecurityHubAlerts
from stacks.landing_zone_stack import LandingZoneStack
from stacks.names import Names


class Security(LandingZoneStack):
    """The bus for all accounts of a Region, the alerts on it, their topic, and the aggregated record of all resources.

    The Config aggregator is in the home Region only and reads both: it names each account, and each account authorises
    it (see ``stacks/baseline.py``), so no delegated administrator must be set up by hand first.

    Security Hub's findings raise alerts in the home Region only, where those of all accounts and Regions arrive.

    Serves PCI DSS v4.0.1 6.3.1, 10.4.1.1, 10.7.2, 11.5.1, 12.5.1, 12.10.5; GDPR Art. 32(1)(d), 33(1).

    Args:
        scope: the app.
        environment: the security account, in home or mirror.
        zone: the configuration.
    """

    def __init__(self, scope: Construct, *, environment: Environment, zone: LandingZone) -> None:
        whose = "the organisation" if zone.organisation.id else "the account"
        super().__init__(
            scope, environment=environment, zone=zone, description=f"Findings of {whose}, and alerts to people"
        )
        names = Names(zone)
        key = CustomerManagedKey(
            self,
            "AlertKey",
            description="Encrypts alerts on their way",
            alias=names.key_alias("alerts"),
            used_through=["sqs"],  # so that people can read undelivered alerts
        )
        topic = AlertTopic(
            self,
            "AlertTopic",
            key=key,
            topic_name=names.alert_topic,
            publishing_accounts=[account.id for account in zone.accounts if Role.SECURITY not in account.roles],
            display_name=f"{zone.organisation.name} security"[:100],
            email_addresses=[zone.contacts.security.email],
        ).topic.topic_arn
        bus = SecurityEventBus(self, "Bus", name=names.event_bus, organisation_id=zone.organisation.id)
        control_failures = ControlFailureAlerts(self, "ControlFailures", topic_arn=topic, queue_key=key)
        findings = FindingsRouting(self, "Findings", topic_arn=topic, queue_key=key)
        for alert in (*control_failures.alerts.values(), findings.alert, findings.exposure):
            bus.carry(alert)
        if environment.is_home:
            SecurityHubAlerts(self, "SecurityHub", topic_arn=topic, queue_key=key)
            config.CfnConfigurationAggregator(
                self,
                "ConfigurationAggregator",
                account_aggregation_sources=[
                    config.CfnConfigurationAggregator.AccountAggregationSourceProperty(
                        account_ids=sorted(account.id for account in zone.accounts),
                        aws_regions=list(zone.regions.governed),
                    )
                ],
            )
