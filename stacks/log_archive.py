"""The log archive: the audit logs of all accounts, locked, and copied to the mirror Region if there is one."""

from __future__ import annotations

from constructs import Construct

from landing_zone.config import Environment, LandingZone, Role
from landing_zone_constructs.audit_bucket import AuditBucket, Mirror
from landing_zone_constructs.configuration_history_bucket import ConfigurationHistoryBucket
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.log_retention import LogRetention
from landing_zone_constructs.replication_alarm import replication_alarm
from stacks.landing_zone_stack import LandingZoneStack
from stacks.names import Names


class LogArchive(LandingZoneStack):
    """The key and the buckets of the log-archive account in one Region.

    In the home Region every service delivers: CloudTrail and VPC flow logs to the audit bucket, AWS Config to a
    separate bucket. Both are copied to the audit bucket of the mirror, to which nothing else writes. Without a mirror
    the audit logs have no copy, and AWS Config's files are copied to the audit bucket beside them, for its lock.
    What existed before, the trail or the delivery channels, has a bucket of its own already. Copies that fail raise an
    alarm.

    Serves PCI DSS v4.0.1 10.3.1 to 10.3.4, 10.5.1, 10.7.2; GDPR Art. 5(2), 32(1)(a) to (c).

    Args:
        scope: the app.
        environment: the log-archive account, in home or mirror.
        zone: the configuration.
    """

    def __init__(self, scope: Construct, *, environment: Environment, zone: LandingZone) -> None:
        whose = "the organisation" if zone.organisation.id else "the account"
        mirrored = " and mirrored" if zone.regions.mirror else ""
        super().__init__(
            scope, environment=environment, zone=zone, description=f"Audit logs of {whose}, locked{mirrored}"
        )
        names = Names(zone)
        days = zone.retention.audit_logs
        retention = LogRetention(hot_days=days.hot_days, total_days=days.total_days, lock_days=days.lock_days)
        key = CustomerManagedKey(
            self,
            "Key",
            description=f"Encrypts the audit logs of {whose}",
            alias=names.audit_key_alias,
            used_through=["s3"],
        )
        region = environment.region
        copied_to = zone.regions.mirror or zone.regions.home
        copy = Mirror(bucket_name=names.audit_bucket(copied_to), key_alias=names.audit_key_alias, region=copied_to)
        audit = AuditBucket(
            self,
            "AuditBucket",
            key=key,
            retention=retention,
            bucket_name=names.audit_bucket(region),
            access_log_bucket_name=names.audit_access_log_bucket(region),
            mirror=copy if environment.is_home and zone.regions.mirror else None,
        )
        if not environment.is_home:
            return
        alerts = names.alert_topic_arn(region)
        if zone.regions.mirror:
            replication_alarm(audit, source_bucket=names.audit_bucket(region), mirror=copy, topic_arn=alerts)
        organisation = zone.organisation.id
        management = zone.account_with_role(Role.MANAGEMENT).id
        own_trail = zone.existing.trail is None
        if own_trail:
            audit.allow_cloudtrail(
                organisation_id=organisation, management_account=management, trail_name=names.trail, home_region=region
            )
        audit.allow_flow_logs(organisation_id=organisation)
        delivered = zone.keeps_configuration_history()
        if delivered:
            configuration = ConfigurationHistoryBucket(
                self,
                "ConfigurationBucket",
                key=key,
                retention=retention,
                bucket_name=names.configuration_bucket(region),
                access_log_bucket_name=names.configuration_access_log_bucket(region),
                mirror=copy,
            )
            replication_alarm(
                configuration, source_bucket=names.configuration_bucket(region), mirror=copy, topic_arn=alerts
            )
            if not zone.regions.mirror:  # S3 refuses to replicate to a bucket that does not exist yet
                configuration.node.add_dependency(audit)
            configuration.allow_config(organisation_id=organisation)
        if own_trail:
            key.allow_cloudtrail(management_account=management, trail_name=names.trail, home_region=region)
        if delivered:
            key.allow_config(organisation_id=organisation)
        key.allow_log_delivery(organisation_id=organisation)
