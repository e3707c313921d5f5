"""The management account: the delegation of the organisation's security services to the security account."""

from __future__ import annotations

from aws_cdk import aws_securityhub as securityhub
from constructs import Construct

from landing_zone.config import Environment, LandingZone, Role
from landing_zone_constructs.inspector_policy import InspectorPolicy
from landing_zone_constructs.naming import physical_name
from landing_zone_constructs.organisation_settings import OrganisationSettings, administrators
from stacks.landing_zone_stack import LandingZoneStack
from stacks.names import DELEGATION_LOG_GROUP, Names


class Delegation(LandingZoneStack):
    """Makes the security account the administrator of AWS Config, GuardDuty, Inspector, Macie and Security Hub.

    Naming Security Hub's administrator switches it on in the security account, and the administrator's policy switches
    it on in every other account except this one: AWS requires the management account to do that itself. For the other
    services CloudFormation has no resource, so a function names their administrator. A policy of the organisation
    then switches Inspector on in every account.

    Naming an administrator switches GuardDuty and Macie on in its account, so the baselines of the security account
    and of this one, which switch them on with all that they need, come first.

    Serves PCI DSS v4.0.1 6.3.1, 10.4.1.1, 10.7.2, 11.3.1; GDPR Art. 32(1)(d).
    Source: https://docs.aws.amazon.com/securityhub/latest/userguide/designate-orgs-admin-account.html

    Args:
        scope: the app.
        environment: the management account, in home or mirror.
        zone: the configuration.
    """

    def __init__(self, scope: Construct, *, environment: Environment, zone: LandingZone) -> None:
        super().__init__(
            scope, environment=environment, zone=zone, description="Administrators of the organisation's services"
        )
        security = zone.account_with_role(Role.SECURITY).id
        names = Names(zone)
        delegated = OrganisationSettings(
            self,
            "Administrators",
            of_what="the organisation's administrators",
            made=administrators(self, administrator=security, is_home_region=environment.is_home),
            key_alias=names.key_alias("delegation"),
            log_group_name=DELEGATION_LOG_GROUP,
            log_group_retention_days=zone.retention.log_groups_days,
            alarm_topic_arn=names.alert_topic_arn(environment.region),
        )
        if environment.is_home and zone.organisation.root:
            InspectorPolicy(
                self,
                "Inspector",
                name=physical_name(zone.organisation.slug, "inspector"),
                root=zone.organisation.root,
                regions=zone.regions.governed,
            ).policy.add_resource_dependency(delegated.resource)
        if zone.existing.security_hub:
            return
        hub = securityhub.CfnHub(
            self,
            "Hub",
            enable_default_standards=False,  # the administrator's policy lists them
            control_finding_generator="SECURITY_CONTROL",
        )
        if environment.is_home:
            administrator = securityhub.CfnDelegatedAdmin(self, "SecurityHub", admin_account_id=security)
            # AWS requires the hub before any other resource of Security Hub in an account.
            administrator.add_resource_dependency(hub)
