"""Alerts to people for urgent findings of GuardDuty and IAM Access Analyzer."""

from __future__ import annotations

from constructs import Construct

from landing_zone_constructs.alert_delivery import AlertDelivery
from landing_zone_constructs.customer_managed_key import CustomerManagedKey
from landing_zone_constructs.event_alert import EventAlert

HIGH_SEVERITY = 7.0
"""GuardDuty rates findings from 7.0 to 8.9 as high, and from 9.0 as critical."""

SEVERITIES = (1.0, 10.0)
"""The lowest and the highest severity that GuardDuty gives."""

_THREAT = (
    "GuardDuty finding of severity <severity>: <title>.\n"
    "In account <owner>, Region <region>: <description>\n"
    "Type <type>, seen <count> times, last at <last>, on a resource of type <resource>.\n"
    "What to do: follow the incident response plan (PCI DSS 12.10.5). Where personal data may be affected, inform the "
    "data protection officer: the 72 hours of GDPR Art. 33(1) may run. Finding id: <finding>"
)
_THREAT_VALUES = {
    "count": "$.detail.service.count",
    "description": "$.detail.description",
    "finding": "$.detail.id",
    "last": "$.detail.service.eventLastSeen",
    "owner": "$.detail.accountId",
    "region": "$.detail.region",
    "resource": "$.detail.resource.resourceType",
    "severity": "$.detail.severity",
    "title": "$.detail.title",
    "type": "$.detail.type",
}

_EXPOSURE = (
    "IAM Access Analyzer finding: <resource> can be reached from outside its account.\n"
    "In account <owner>, Region <region>, resource type <type>; open to the public: <public>.\n"
    "What to do: close it, or archive the finding with its approval (PCI DSS 7.2.1). "
    "Finding id: <finding>"
)
_EXPOSURE_VALUES = {
    "finding": "$.detail.id",
    "owner": "$.detail.accountId",
    "public": "$.detail.isPublic",
    "region": "$.detail.region",
    "resource": "$.detail.resource",
    "type": "$.detail.resourceType",
}


class FindingsRouting(Construct):
    """GuardDuty's findings of at least a severity, and IAM Access Analyzer's, sent to the alert topic as sentences.

    Serves PCI DSS v4.0.1 7.2.1, 10.4.1.1, 10.4.3, 11.5.1, 11.5.1.1, 12.10.5; GDPR Art. 32(1)(d), 33(1).
    Source: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html

    Args:
        scope: the construct above.
        construct_id: the id below ``scope``.
        topic_arn: the alert topic, in this account and Region.
        queue_key: the key of the queue for alerts that could not be delivered; see
            :class:`~landing_zone_constructs.alert_delivery.AlertDelivery`.
        lowest_severity: the lowest severity that raises an alert, 1.0 to 10.0.

    Raises:
        ValueError: the severity is one that GuardDuty does not give, or the topic is not one of this account and
            Region.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        topic_arn: str,
        queue_key: CustomerManagedKey | None = None,
        lowest_severity: float = HIGH_SEVERITY,
    ) -> None:
        super().__init__(scope, construct_id)
        low, high = SEVERITIES
        if not low <= lowest_severity <= high:
            raise ValueError(f"lowest_severity must be {low} to {high}, got {lowest_severity!r}")
        delivery = AlertDelivery(self, "Delivery", topic_arn=topic_arn, queue_key=queue_key)
        self.alert: EventAlert = EventAlert(
            self,
            "Threat",
            description=f"Alerts of GuardDuty findings of severity {lowest_severity} and above",
            pattern={
                "source": ["aws.guardduty"],
                "detail-type": ["GuardDuty Finding"],
                "detail": {"severity": [{"numeric": [">=", lowest_severity]}]},
            },
            message=_THREAT,
            values=_THREAT_VALUES,
            delivery=delivery,
        )
        """The alert on threats that GuardDuty finds."""
        self.exposure: EventAlert = EventAlert(
            self,
            "Exposure",
            description="Alerts of resources that IAM Access Analyzer finds open to the outside",
            pattern={
                "source": ["aws.access-analyzer"],
                "detail-type": ["Access Analyzer Finding"],
                "detail": {"status": ["ACTIVE"]},
            },
            message=_EXPOSURE,
            values=_EXPOSURE_VALUES,
            delivery=delivery,
        )
        """The alert on exposed resources that Access Analyzer finds."""
