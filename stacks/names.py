"""Every physical name of the zone. A resource has one only where another account or Region must name it."""

from __future__ import annotations

import aws_cdk as cdk

from landing_zone.config import LandingZone, Role
from landing_zone_constructs.naming import physical_name
from landing_zone_constructs.published_vpc import NETWORK_PARAMETERS

WEB_ACL_PARAMETER = "/landing-zone/web-acl-arn"
"""SSM parameter in an internet-facing account: the ARN of the web ACL that a team's load balancer joins."""

LOG_GROUPS = "/landing-zone/"
"""The prefix of the names of the zone's log groups in an account: the account's log key admits only these."""

ACCOUNT_SETTINGS_LOG_GROUP = f"{LOG_GROUPS}account-settings"
"""Log group of the function that applies the account's settings."""

ORGANISATION_SETTINGS_LOG_GROUP = f"{LOG_GROUPS}organisation-settings"
"""Log group of the function that applies the organisation's settings."""

DELEGATION_LOG_GROUP = f"{LOG_GROUPS}delegation"
"""Log group of the function that names administrators."""

DETECTION_LOG_GROUP = f"{LOG_GROUPS}detection"
"""Log group of the function that lets the security account watch all others."""

SESSION_LOG_GROUP = f"{LOG_GROUPS}sessions"
"""Log group of sessions on hosts: a host's role may write to it."""


def shared_network_parameters(network: str) -> str:
    """Return how the names of the parameters of a shared network begin, in the account that owns it."""
    return f"{NETWORK_PARAMETERS}shared/{network}/"


def log_groups_of(data_class: str) -> str:
    """Return how the names of the log groups begin that the key of a data class encrypts."""
    return f"/{data_class}/"


class Names:
    """The physical names of one landing zone.

    The names of buckets contain account and Region, since they must be unique in all of AWS; the others are unique in
    their account. Keys are named across accounts by the ARN of an alias: a key's own ARN is known only after it was
    created, and CloudFormation passes no output to another account. Three services accept an alias: CloudTrail
    (``KMSKeyId``), S3 replication (``ReplicaKmsKeyID``) and AWS Config (``S3KmsKeyArn``); the others use the bucket's
    default key and need none.

    Args:
        zone: the configuration.
    """

    def __init__(self, zone: LandingZone) -> None:
        self._zone = zone
        self._slug = zone.organisation.slug
        self._log_archive = zone.account_with_role(Role.LOG_ARCHIVE).id
        self._security = zone.account_with_role(Role.SECURITY).id

    @property
    def trail(self) -> str:
        """The organisation trail, in the management account; the log archive's policies admit no other trail."""
        return physical_name(self._slug, "organisation-trail")

    def audit_bucket(self, region: str) -> str:
        """The bucket of audit logs in the log archive of a Region, or the one that existed before."""
        if self._zone.existing.log_archive is not None:
            return self._zone.existing.log_archive.bucket
        return physical_name(self._slug, "audit-logs", self._log_archive, region)

    def configuration_bucket(self, region: str) -> str:
        """The bucket of Config's history in the log archive of a Region, or the one that existed before."""
        if self._zone.existing.log_archive is not None:
            return self._zone.existing.log_archive.bucket
        return physical_name(self._slug, "config-history", self._log_archive, region)

    def audit_access_log_bucket(self, region: str) -> str:
        """The bucket of the audit bucket's access logs; the trail names it, so as not to record log deliveries."""
        return physical_name(self._slug, "audit-access-logs", self._log_archive, region)

    def configuration_access_log_bucket(self, region: str) -> str:
        """The bucket of the configuration bucket's access logs; the trail names it too."""
        return physical_name(self._slug, "config-access-logs", self._log_archive, region)

    @property
    def audit_key_alias(self) -> str:
        """The alias, without ``alias/``, of the log archive's key; the same in each Region."""
        return physical_name(self._slug, "audit-logs")

    def audit_key_arn(self, region: str) -> str:
        """The ARN of that alias in a Region; of a log archive that existed before, its key, or no value."""
        if self._zone.existing.log_archive is not None:
            return self._zone.existing.log_archive.key or cdk.Aws.NO_VALUE
        return f"arn:{cdk.Aws.PARTITION}:kms:{region}:{self._log_archive}:alias/{self.audit_key_alias}"

    @property
    def event_bus(self) -> str:
        """The bus in the security account that every account sends its findings to."""
        return physical_name(self._slug, "security-findings")

    def event_bus_arn(self, region: str) -> str:
        """The ARN of that bus in a Region."""
        return f"arn:{cdk.Aws.PARTITION}:events:{region}:{self._security}:event-bus/{self.event_bus}"

    @property
    def alert_topic(self) -> str:
        """The topic in the security account that notifies people; alarms of every account go to it."""
        return physical_name(self._slug, "security-alerts")

    def alert_topic_arn(self, region: str) -> str:
        """The ARN of that topic in a Region."""
        return f"arn:{cdk.Aws.PARTITION}:sns:{region}:{self._security}:{self.alert_topic}"

    def key_alias(self, purpose: str) -> str:
        """The alias, without ``alias/``, of a workload account's key for one purpose; teams name it."""
        return physical_name(self._slug, purpose)

    @staticmethod
    def key_parameter(data_class: str) -> str:
        """The SSM parameter in an account that holds a data class: the ARN of the class's key."""
        return f"{NETWORK_PARAMETERS}key-arn/{data_class}"

    @property
    def web_acl(self) -> str:
        """The web ACL of an account; also part of its log group's name, which AWS WAF requires."""
        return physical_name(self._slug, "edge")
