"""The management account: the zone's one trail, and the guardrails that apply to every other account."""

from __future__ import annotations

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_logs as logs
from constructs import Construct

from landing_zone.cloudformation.iam.patterns import bootstrap_pattern
from landing_zone.config import Environment, LandingZone
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.organisation_guardrails import Guardrail, OrganisationGuardrails
from landing_zone_constructs.organisation_settings import (
    CONFIG_RULES,
    DETECTION,
    MALWARE_PROTECTION,
    OrganisationSettings,
    organisation_access,
)
from landing_zone_constructs.organisation_trail import OrganisationTrail
from landing_zone_constructs.trail_alarms import TrailAlarms
from stacks.guardrails import load_guardrails
from stacks.landing_zone_stack import LandingZoneStack
from stacks.names import ORGANISATION_SETTINGS_LOG_GROUP, Names


class Organisation(LandingZoneStack):
    """The organisation's settings, its trail, delivered to the log archive, and the guardrails on the root or on units.

    All are in the management account and the home Region. Guardrails apply to every account except this one: see
    ``docs/guardrails.md``. Without an organisation there are none, and the trail is that of the one account.
    The settings come first: trusted access of the services that the zone uses, the kinds of policies that the root
    accepts, and central management of the root users of member accounts, which then have no credentials.
    A trail that existed before is left as it is; the alarms are on its log group.

    Serves PCI DSS v4.0.1 2.2.4, 10.2.1, 10.2.2, 10.3.2 to 10.3.4, 10.5.1; GDPR Art. 5(2), 30(1), 32(1)(b), 44.

    Args:
        scope: the app.
        environment: the management account in the home Region.
        zone: the configuration.
    """

    def __init__(self, scope: Construct, *, environment: Environment, zone: LandingZone) -> None:
        super().__init__(
            scope,
            environment=environment,
            zone=zone,
            description="Audit trail and guardrails of the organisation"
            if zone.organisation.id
            else "Audit trail of the account",
        )
        names = Names(zone)
        guardrails = load_guardrails(zone) if zone.organisation.root else ()
        settings = _settings(self, zone, names, guardrails) if zone.organisation.id else None
        trail = _trail(self, zone, names)
        if trail is not None and settings is not None:
            trail.node.add_dependency(settings)  # CloudTrail must be trusted before
        log_group = trail.log_group if trail is not None else _existing_log_group(self, zone)
        if log_group is not None:
            TrailAlarms(
                self,
                "TrailAlarms",
                log_group=log_group,
                topic_arn=names.alert_topic_arn(zone.regions.home),
                deploy_role=_beginning(zone, zone.bootstrap.deploy_role),
                execution_role=_beginning(zone, zone.bootstrap.execution_role),
            )
        if zone.organisation.root:
            attached = OrganisationGuardrails(
                self,
                "Guardrails",
                name_prefix=zone.organisation.slug,
                guardrails=guardrails,
                target_ids=[zone.organisation.root],
                target_ids_of=zone.guardrail_targets(),
            )
            if settings is not None:
                attached.node.add_dependency(settings)  # the root must accept these kinds of policies before


def _beginning(zone: LandingZone, role: str) -> str:
    """Return what is the same of a role's name in all accounts; CloudTrail has it without a path."""
    return bootstrap_pattern(role, zone.bootstrap.qualifier).partition("*")[0].rpartition("/")[2]


def _settings(
    stack: Organisation, zone: LandingZone, names: Names, guardrails: Sequence[Guardrail]
) -> cdk.CfnCustomResource:
    """Make what AWS Organizations must allow before anything that spans accounts."""
    services = [CONFIG_RULES, MALWARE_PROTECTION, *DETECTION.values()]
    services += [] if zone.existing.trail is not None else ["cloudtrail.amazonaws.com"]
    services += [] if zone.existing.security_hub else ["securityhub.amazonaws.com"]
    return OrganisationSettings(
        stack,
        "Settings",
        of_what="the organisation",
        made=organisation_access(
            stack,
            services=services,
            policy_types=sorted({"INSPECTOR_POLICY", *(one.type for one in guardrails)}),
            shares_resources=zone.shares_networks(),
        ),
        key_alias=names.key_alias("organisation-settings"),
        log_group_name=ORGANISATION_SETTINGS_LOG_GROUP,
        log_group_retention_days=zone.retention.log_groups_days,
        alarm_topic_arn=names.alert_topic_arn(zone.regions.home),
    ).resource


def _existing_log_group(stack: Organisation, zone: LandingZone) -> logs.ILogGroup | None:
    """Adopt the log group of the trail that existed before, where it is known."""
    name = zone.existing.trail.log_group if zone.existing.trail is not None else None
    return logs.LogGroup.from_log_group_name(stack, "TrailLogGroup", name) if name else None


def _trail(stack: Organisation, zone: LandingZone, names: Names) -> OrganisationTrail | None:
    """Make the trail, unless one existed before."""
    if zone.existing.trail is not None:
        return None
    home, mirror = zone.regions.home, zone.regions.mirror
    key = CustomerManagedKey(
        stack,
        "LogGroupKey",
        description="Encrypts the trail's events in CloudWatch Logs",
        alias=names.key_alias("trail-events"),
    )
    further = [
        names.audit_access_log_bucket(home),
        *([names.audit_access_log_bucket(mirror), names.audit_bucket(mirror)] if mirror else []),
        names.configuration_access_log_bucket(home),
        names.configuration_bucket(home),
    ]
    return OrganisationTrail(
        stack,
        "Trail",
        trail_name=names.trail,
        organisation_id=zone.organisation.id,
        log_bucket_name=names.audit_bucket(home),
        log_bucket_key_arn=names.audit_key_arn(home),
        further_log_bucket_names=[] if zone.existing.log_archive else further,
        log_group_key=key,
        log_group_retention_days=zone.retention.log_groups_days,
    )
