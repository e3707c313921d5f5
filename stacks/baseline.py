"""What every account has in every Region before anything runs there."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_accessanalyzer as accessanalyzer
from aws_cdk import aws_config as config
from constructs import Construct

from landing_zone.config import Environment, LandingZone, Role
from landing_zone_constructs.configuration_recorder import ConfigurationRecorder
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.event_forwarding import EventForwarding
from landing_zone_constructs.managed_config_rules import ManagedConfigRules
from landing_zone_constructs.threat_detector import ThreatDetector
from stacks.landing_zone_stack import LandingZoneStack
from stacks.names import Names


class Baseline(LandingZoneStack):
    """Recording, judging and detection in one account and Region, and the way of its findings to the security account.

    The template is the same in every account of a Region.

    Serves PCI DSS v4.0.1 1.2.8, 2.2.1, 10.2.1, 10.4.1.1, 10.7.2, 11.5.1, 11.5.2, 12.5.1, 12.10.5; GDPR Art. 5(2),
    32(1)(b), 32(1)(d), 33(1).

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
        recorder = ConfigurationRecorder(
            self,
            "ConfigurationRecorder",
            is_home_region=environment.is_home,
            delivery_bucket_name=names.configuration_bucket(home),
            # Files then get the bucket's own key. Named by its alias it would be refused: the bucket admits uploads
            # that name no key, or its key by the key's own ARN, which no other account knows.
            delivery_key_arn=cdk.Aws.NO_VALUE,
        )
        config.CfnAggregationAuthorization(
            self,
            "AggregationAuthorization",
            authorized_account_id=zone.account_with_role(Role.SECURITY).id,
            authorized_aws_region=home,
        )
        ManagedConfigRules(self, "ConfigRules", recorder=recorder)
        ThreatDetector(self, "ThreatDetector")
        accessanalyzer.CfnAnalyzer(self, "AccessAnalyzer", type="ACCOUNT")
        key = CustomerManagedKey(
            self,
            "FindingsKey",
            description="Encrypts findings that could not be sent to the security account",
            alias=names.key_alias("findings"),
            used_through=["sqs"],
        )
        EventForwarding(self, "EventForwarding", bus_arn=names.event_bus_arn(environment.region), queue_key=key)
