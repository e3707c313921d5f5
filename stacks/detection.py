"""The security account: it watches every account of the organisation."""

from __future__ import annotations

from constructs import Construct

from landing_zone.config import Environment, LandingZone, Role
from landing_zone_constructs.organisation_settings import OrganisationSettings, detection_of_members
from landing_zone_constructs.threat_detector import PROTECTION_PLANS, RUNTIME_AGENTS
from stacks.landing_zone_stack import LandingZoneStack
from stacks.names import DETECTION_LOG_GROUP, Names


class Detection(LandingZoneStack):
    """GuardDuty and Macie in every account of the organisation, administered by the security account.

    A separate stack, since the management account must name the administrator first (see ``stacks/delegation.py``),
    which needs GuardDuty and Macie of the security account's own baseline before that. Inspector needs nothing here:
    a policy of the organisation switches it on.

    Serves PCI DSS v4.0.1 10.4.1.1, 11.5.1, 12.5.2; GDPR Art. 32(1)(b), 32(1)(d).

    Args:
        scope: the app.
        environment: the security account, in home or mirror.
        zone: the configuration.
    """

    def __init__(self, scope: Construct, *, environment: Environment, zone: LandingZone) -> None:
        super().__init__(
            scope, environment=environment, zone=zone, description="GuardDuty and Macie of the organisation"
        )
        names = Names(zone)
        OrganisationSettings(
            self,
            "Members",
            of_what="GuardDuty and Macie in the organisation",
            made=detection_of_members(
                self,
                plans=PROTECTION_PLANS,
                agents=RUNTIME_AGENTS,
                members={one.id: one.email for one in zone.accounts if Role.SECURITY not in one.roles},
            ),
            key_alias=names.key_alias("detection"),
            log_group_name=DETECTION_LOG_GROUP,
            log_group_retention_days=zone.retention.log_groups_days,
            alarm_topic_arn=names.alert_topic_arn(environment.region),
        )
